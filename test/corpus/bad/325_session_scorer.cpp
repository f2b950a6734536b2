// Fraud scoring: one recurrent state per merchant, updated on every transaction.
#include <torch/torch.h>

#include <array>
#include <iostream>
#include <mutex>
#include <string>
#include <unordered_map>

namespace fraud
{

struct Settings
{
    int64_t featureCount = 24;
    int64_t stateSize = 192;
    float alarmLevel = 0.9f;

    static const Settings& get()
    {
        static const Settings instance;
        return instance;
    }
};

struct Transaction
{
    std::string merchant;
    torch::Tensor features;
};

struct MerchantState
{
    torch::Tensor hidden;
    int64_t seen = 0;
    int64_t alarms = 0;
};

class StateStore
{
public:
    MerchantState& open(const std::string& merchant)
    {
        auto [it, fresh] = m_states.try_emplace(merchant);
        if (fresh)
        {
            it->second.hidden = torch::zeros({1, Settings::get().stateSize});
        }
        return it->second;
    }

    size_t size() const { return m_states.size(); }

private:
    std::unordered_map<std::string, MerchantState> m_states;
};

class ScoringHandler
{
public:
    ScoringHandler()
        : m_cell(torch::nn::GRUCellOptions(Settings::get().featureCount, Settings::get().stateSize))
        , m_head(Settings::get().stateSize, 1)
    {
        m_cell->eval();
        m_head->eval();
    }

    float handle(const Transaction& tx)
    {
        torch::NoGradGuard();
        std::lock_guard<std::mutex> lock(m_mutex);

        MerchantState& state = m_store.open(tx.merchant);
        state.hidden = m_cell->forward(tx.features, state.hidden);  // WARN: ineffective-guard
        ++state.seen;

        const float risk = torch::sigmoid(m_head->forward(state.hidden)).item<float>();
        if (risk > Settings::get().alarmLevel)
        {
            ++state.alarms;
        }
        return risk;
    }

    void report()
    {
        std::lock_guard<std::mutex> lock(m_mutex);
        std::cout << "merchants tracked: " << m_store.size() << std::endl;
    }

private:
    std::mutex m_mutex;
    StateStore m_store;
    torch::nn::GRUCell m_cell;
    torch::nn::Linear m_head;
};

}  // namespace fraud

int main()
{
    const std::array<std::string, 4> merchants{"acme", "globex", "initech", "umbrella"};
    fraud::ScoringHandler handler;
    double total = 0.0;

    for (uint64_t n = 0;; ++n)
    {
        fraud::Transaction tx;
        tx.merchant = merchants[n % merchants.size()];
        tx.features = torch::randn({1, fraud::Settings::get().featureCount});
        total += handler.handle(tx);

        if (n % 10000 == 9999)
        {
            handler.report();
            std::cout << "mean risk " << total / double(n + 1) << std::endl;
        }
    }
}
