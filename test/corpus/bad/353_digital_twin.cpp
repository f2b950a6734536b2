#include <torch/torch.h>
#include <torch/nn/functional.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>

/* Digital twin of a heat exchanger: a learned GRU runs next to the plant and
 * predicts the outlet temperature from the measured inputs. */

namespace twin
{

constexpr int64_t kInputs  = 6;
constexpr int64_t kHidden  = 96;

// private copy, so that later in-place changes do not reach the stored state
torch::Tensor Snapshot( const torch::Tensor& t )
{
    return t.clone().contiguous();
}

class PlantModelImpl : public torch::nn::Module
{
public:
    PlantModelImpl()
        : m_cell( torch::nn::GRUCellOptions( kInputs, kHidden ) )
        , m_readout( kHidden, 1 )
    {
        register_module( "cell", m_cell );
        register_module( "readout", m_readout );
    }

    torch::Tensor Advance( const torch::Tensor& u, const torch::Tensor& h )
    {
        return m_cell->forward( u, h );
    }

    torch::Tensor Readout( const torch::Tensor& h )
    {
        return m_readout->forward( h );
    }

private:
    torch::nn::GRUCell m_cell;
    torch::nn::Linear  m_readout;
};
TORCH_MODULE( PlantModel );

class Twin
{
public:
    Twin() { Reset(); }

    void Reset() { m_state = torch::zeros( { 1, kHidden } ); }

    double Update( const std::array<float, kInputs>& measured )
    {
        auto u = torch::from_blob( const_cast<float*>( measured.data() ), { 1, kInputs } ).clone();
        auto next = m_model->Advance( u, m_state );
        m_state = Snapshot( next );  // WARN: recurrent-state
        return m_model->Readout( next ).item<double>();
    }

private:
    PlantModel    m_model;
    torch::Tensor m_state;
};

class ResidualAlarm
{
public:
    bool Check( double predicted, double actual )
    {
        const double r = predicted - actual;
        m_var = 0.995 * m_var + 0.005 * r * r;
        return r * r > 16.0 * m_var;
    }
private:
    double m_var = 1.0;
};

} // namespace twin

int main()
{
    twin::Twin          plant;
    twin::ResidualAlarm alarm;
    uint64_t            alarms = 0;

    for( uint64_t cycle = 0;; ++cycle )
    {
        std::array<float, twin::kInputs> in{};
        for( std::size_t i = 0; i < in.size(); ++i )
            in[i] = 0.001f * static_cast<float>( ( cycle * ( i + 3 ) ) % 1000 );

        const double predicted = plant.Update( in );
        if( alarm.Check( predicted, 0.1 ) )
            ++alarms;
        if( cycle % 10000 == 0 )
            std::printf( "cycle %llu  T=%.3f  alarms=%llu\n", static_cast<unsigned long long>( cycle ),
                         predicted, static_cast<unsigned long long>( alarms ) );
    }
}
