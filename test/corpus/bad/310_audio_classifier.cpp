#include <torch/torch.h>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <utility>
#include <vector>

#define LOGI(...) do { std::printf(__VA_ARGS__); std::printf("\n"); std::fflush(stdout); } while (0)

typedef std::pair<torch::Tensor, torch::Tensor> Sample;   // waveform batch, labels

struct AudioNetImpl : torch::nn::Module
{
	torch::nn::Sequential conv;
	torch::nn::Linear fc;

	AudioNetImpl(int64_t classes)
		: conv(torch::nn::Conv1d(torch::nn::Conv1dOptions(1, 32, 16).stride(4)),
		       torch::nn::ReLU(),
		       torch::nn::Conv1d(torch::nn::Conv1dOptions(32, 64, 8).stride(4)),
		       torch::nn::ReLU(),
		       torch::nn::AdaptiveAvgPool1d(torch::nn::AdaptiveAvgPool1dOptions(8))),
		  fc(64 * 8, classes)
	{
		register_module("conv", conv);
		register_module("fc", fc);
	}

	torch::Tensor forward(torch::Tensor wave)
	{
		return fc->forward(conv->forward(wave.unsqueeze(1)).flatten(1));
	}
};
TORCH_MODULE(AudioNet);

struct EpochStats
{
	double loss = 0.0;
	double accuracy = 0.0;
	double hardestLoss = -std::numeric_limits<double>::infinity();
	torch::Tensor hardestLogits;     // batch that went worst, for the confusion report
	torch::Tensor hardestLabels;
};

static std::vector<Sample> makeSplit(int batches, int64_t batchSize, int64_t classes)
{
	std::vector<Sample> split;
	for (int i = 0; i < batches; ++i)
		split.emplace_back(torch::randn({batchSize, 2048}), torch::randint(0, classes, {batchSize}, torch::kLong));
	return split;
}

static EpochStats runEpoch(AudioNet &net, const std::vector<Sample> &split, torch::optim::Optimizer *optimizer)
{
	const bool training = optimizer != nullptr;
	net->train(training);
	if (!training)
		torch::NoGradGuard noGrad;

	EpochStats stats;
	int64_t correct = 0, total = 0;
	for (const Sample &sample : split)
	{
		torch::Tensor logits = net->forward(sample.first);
		torch::Tensor loss = torch::nll_loss(torch::log_softmax(logits, 1), sample.second);
		if (training)
		{
			optimizer->zero_grad();
			loss.backward();
			optimizer->step();
		}

		const double value = loss.item<double>();
		stats.loss += value;
		correct += logits.argmax(1).eq(sample.second).sum().item<int64_t>();
		total += sample.second.size(0);
		if (value > stats.hardestLoss)
		{
			stats.hardestLoss = value;
			stats.hardestLogits = logits;
			stats.hardestLabels = sample.second;
		}
	}
	stats.loss /= static_cast<double>(split.size());
	stats.accuracy = static_cast<double>(correct) / static_cast<double>(total);
	return stats;
}

int main(int argc, char **argv)
{
	const int epochs = argc > 1 ? std::atoi(argv[1]) : 100000;
	const int64_t classes = 20;
	const auto trainSplit = makeSplit(8, 32, classes);
	const auto valSplit = makeSplit(4, 32, classes);

	AudioNet net(classes);
	torch::optim::AdamW optimizer(net->parameters(), torch::optim::AdamWOptions(5e-4).weight_decay(1e-2));
	std::vector<EpochStats> validations;

	for (int e = 0; e < epochs; ++e)
	{
		const EpochStats train = runEpoch(net, trainSplit, &optimizer);
		validations.push_back(runEpoch(net, valSplit, nullptr));  // WARN: ineffective-guard
		const EpochStats &val = validations.back();
		LOGI("epoch %d train %.4f/%.3f val %.4f/%.3f", e, train.loss, train.accuracy, val.loss, val.accuracy);

		if (e % 10 == 9)
		{
			const auto worst = std::max_element(validations.begin(), validations.end(),
				[](const EpochStats &a, const EpochStats &b) { return a.hardestLoss < b.hardestLoss; });
			const auto wrong = worst->hardestLogits.argmax(1).ne(worst->hardestLabels).sum().item<int64_t>();
			LOGI("hardest batch so far: loss %.4f, %ld wrong", worst->hardestLoss, static_cast<long>(wrong));
		}
	}
	return 0;
}
