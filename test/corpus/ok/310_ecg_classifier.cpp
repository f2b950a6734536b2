#include <torch/torch.h>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <optional>
#include <tuple>
#include <vector>

#define CHECK_FINITE(v) TORCH_CHECK((v) == (v), #v " is not a number at " __FILE__)

struct Recording
{
	torch::Tensor signal;     // batch x 1 x samples
	torch::Tensor rhythm;     // batch
};

struct EcgNetImpl : torch::nn::Module
{
	torch::nn::Conv1d front{nullptr};
	torch::nn::GRU rnn{nullptr};
	torch::nn::Linear fc{nullptr};

	explicit EcgNetImpl(int64_t rhythms)
	{
		front = register_module("front", torch::nn::Conv1d(torch::nn::Conv1dOptions(1, 24, 9).stride(8)));
		rnn = register_module("rnn", torch::nn::GRU(torch::nn::GRUOptions(24, 48).batch_first(true)));
		fc = register_module("fc", torch::nn::Linear(48, rhythms));
	}

	torch::Tensor forward(const torch::Tensor &signal)
	{
		auto h = torch::relu(front->forward(signal)).transpose(1, 2);
		return fc->forward(std::get<0>(rnn->forward(h)).select(1, -1));
	}
};
TORCH_MODULE(EcgNet);

struct PassReport
{
	double loss = 0.0;
	double accuracy = 0.0;
	torch::Tensor worstLogits;
	torch::Tensor worstTarget;
};

static std::vector<Recording> synthesize(int batches, int64_t batchSize, int64_t rhythms)
{
	std::vector<Recording> out;
	for (int i = 0; i < batches; ++i)
	{
		Recording r;
		r.rhythm = torch::randint(0, rhythms, {batchSize}, torch::kLong);
		auto t = torch::linspace(0, 6.28318, 512).view({1, 1, 512});
		auto rate = (r.rhythm.to(torch::kFloat) + 1).view({-1, 1, 1});
		r.signal = torch::sin(t * rate * 3) + 0.2 * torch::randn({batchSize, 1, 512});
		out.push_back(r);
	}
	return out;
}

static PassReport onePass(EcgNet &net, const std::vector<Recording> &data, torch::optim::Optimizer *optimizer)
{
	const bool training = optimizer != nullptr;
	std::optional<torch::NoGradGuard> noGrad;
	if (!training)
		noGrad.emplace();
	net->train(training);

	PassReport report;
	double worst = -std::numeric_limits<double>::infinity();
	int64_t correct = 0, total = 0;
	for (const Recording &rec : data)
	{
		torch::Tensor logits = net->forward(rec.signal);
		torch::Tensor loss = torch::nll_loss(torch::log_softmax(logits, 1), rec.rhythm);
		const double value = loss.item<double>();
		CHECK_FINITE(value);
		if (training)
		{
			optimizer->zero_grad();
			loss.backward();
			optimizer->step();
		}
		report.loss += value / static_cast<double>(data.size());
		correct += logits.argmax(1).eq(rec.rhythm).sum().item<int64_t>();
		total += rec.rhythm.size(0);
		if (value > worst)
		{
			worst = value;
			report.worstLogits = logits;
			report.worstTarget = rec.rhythm;
		}
	}
	report.accuracy = static_cast<double>(correct) / static_cast<double>(total);
	return report;
}

int main(int argc, char **argv)
{
	const int epochs = argc > 1 ? std::atoi(argv[1]) : 200000;
	const int64_t rhythms = 5;
	const size_t keep = 30;

	const auto trainData = synthesize(6, 24, rhythms);
	const auto valData = synthesize(2, 24, rhythms);
	EcgNet net(rhythms);
	torch::optim::Adam optimizer(net->parameters(), torch::optim::AdamOptions(2e-3));

	std::vector<PassReport> validations;
	for (int epoch = 0; epoch < epochs; ++epoch)
	{
		const PassReport train = onePass(net, trainData, &optimizer);
		validations.push_back(onePass(net, valData, nullptr));
		if (validations.size() > keep)
			validations.erase(validations.begin());

		const PassReport &val = validations.back();
		const auto confused = val.worstLogits.argmax(1).ne(val.worstTarget).sum().item<int64_t>();
		std::printf("epoch %d  train %.4f (%.2f)  val %.4f (%.2f)  confused %ld\n", epoch, train.loss, train.accuracy,
			val.loss, val.accuracy, static_cast<long>(confused));
	}
	return 0;
}
