#include <torch/torch.h>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

using torch::Tensor;

struct PolicyImpl : torch::nn::Module {
	PolicyImpl(int obs, int act) {
		body = register_module("body", torch::nn::Linear(obs, 64));
		pi = register_module("pi", torch::nn::Linear(64, act));
		v = register_module("v", torch::nn::Linear(64, 1));
	}
	std::pair<Tensor, Tensor> forward(Tensor x) {
		x = torch::relu(body(x));
		return {torch::log_softmax(pi(x), -1), v(x).squeeze(-1)};
	}
	torch::nn::Linear body{nullptr}, pi{nullptr}, v{nullptr};
};
TORCH_MODULE(Policy);

class Pendulum {
public:
	Tensor reset() { th_ = 3.0; w_ = 0.0; return state(); }
	Tensor state() const { return torch::tensor({(float)std::sin(th_), (float)std::cos(th_), (float)w_}); }
	double step(int a) {
		w_ += 0.05 * (9.81 * std::sin(th_) + 4.0 * (a - 1));
		w_ = std::max(-8.0, std::min(8.0, w_));
		th_ += 0.05 * w_;
		return std::cos(th_);
	}
private:
	double th_ = 0, w_ = 0;
};

class EpisodeMemory {
public:
	void remember(const Tensor& logp, const Tensor& value, double reward) {
		logps_.push_back(logp);
		values_.push_back(value);
		rewards_.push_back(reward);
	}
	Tensor loss(double gamma) const {
		std::vector<float> ret(rewards_.size());
		double run = 0;
		for (std::size_t i = rewards_.size(); i-- > 0;) {
			run = rewards_[i] + gamma * run;
			ret[i] = static_cast<float>(run);
		}
		auto r = torch::tensor(ret);
		auto v = torch::stack(values_);
		auto adv = (r - v).detach();
		return -(torch::stack(logps_) * adv).mean() + 0.5 * torch::mse_loss(v, r);
	}
	void forget() {
		logps_.clear();
		values_.clear();
		rewards_.clear();
	}
private:
	std::vector<Tensor> logps_, values_;
	std::vector<double> rewards_;
};

class Agent {
public:
	Agent() : net_(3, 3), opt_(net_->parameters(), torch::optim::AdamOptions(3e-4)) {}

	int act(const Tensor& s) {
		auto [lp, v] = net_->forward(s);
		int a = torch::multinomial(lp.exp().detach(), 1).item<int>();
		lastLogp_ = lp[a];
		lastValue_ = v;
		return a;
	}
	void reward(double r) {
		memory_.remember(lastLogp_, lastValue_, r);
		score_ += r;
	}
	double endEpisode() {
		auto l = memory_.loss(0.99);
		opt_.zero_grad();
		l.backward();
		opt_.step();
		memory_.forget();
		double s = score_;
		score_ = 0;
		return s;
	}
private:
	Policy net_;
	torch::optim::Adam opt_;
	EpisodeMemory memory_;
	Tensor lastLogp_, lastValue_;
	double score_ = 0;
};

int main()
{
	Pendulum env;
	Agent agent;
	for (long episode = 0; ; ++episode) {
		auto s = env.reset();
		for (int t = 0; t < 200; ++t) {
			int a = agent.act(s);
			agent.reward(env.step(a));
			s = env.state();
		}
		double score = agent.endEpisode();
		if (episode % 50 == 0) std::printf("%ld score %.2f\n", episode, score);
	}
}
