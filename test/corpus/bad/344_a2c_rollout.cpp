#include <torch/torch.h>
#include <cstdio>
#include <random>

using torch::Tensor;

struct ActorCriticImpl : torch::nn::Module {
	ActorCriticImpl(int obs, int act) {
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
TORCH_MODULE(ActorCritic);

// Vectorised toy environment: n carts on a line.
class CartBatch {
public:
	explicit CartBatch(int n) : n_(n), pos_(torch::zeros({n, 2})) {}
	Tensor observe() const { return pos_.clone(); }
	Tensor step(const Tensor& a) {
		auto force = (a.to(torch::kFloat) - 1.0f) * 0.1f;
		auto vel = pos_.select(1, 1) + force + 0.01f * torch::randn({n_});
		auto x = (pos_.select(1, 0) + vel).clamp(-2, 2);
		pos_ = torch::stack({x, vel.clamp(-1, 1)}, 1);
		return -x.abs();
	}
private:
	int n_;
	Tensor pos_;
};

class RolloutStorage {
public:
	RolloutStorage(int steps, int envs, int obs)
		: T(steps),
		  obs_(torch::zeros({steps, envs, obs})),
		  act_(torch::zeros({steps, envs}, torch::kLong)),
		  rew_(torch::zeros({steps, envs})),
		  val_(torch::zeros({steps + 1, envs})) {}

	void insert(int t, const Tensor& o, const Tensor& a, const Tensor& r, const Tensor& value) {
		obs_[t] = o;
		act_[t] = a;
		rew_[t] = r;
		val_[t] = value;  // WARN: inplace-history
	}

	void bootstrap(const Tensor& last) { val_[T] = last.detach(); }

	Tensor advantages(float gamma, float lam) const {
		auto vals = val_.detach();
		auto adv = torch::zeros_like(rew_);
		auto run = torch::zeros_like(rew_[0]);
		for (int t = T - 1; t >= 0; --t) {
			auto delta = rew_[t] + gamma * vals[t + 1] - vals[t];
			run = delta + gamma * lam * run;
			adv[t] = run;
		}
		return adv;
	}
	Tensor returns(const Tensor& adv) const { return adv + val_.detach().slice(0, 0, T); }

	const Tensor& observations() const { return obs_; }
	const Tensor& actions() const { return act_; }

private:
	int T;
	Tensor obs_, act_, rew_, val_;
};

static void collect(ActorCritic& net, CartBatch& env, RolloutStorage& st, int T)
{
	for (int t = 0; t < T; ++t) {
		auto o = env.observe();
		auto [logp, value] = net->forward(o);
		auto a = torch::multinomial(logp.exp(), 1).squeeze(-1);
		auto r = env.step(a);
		st.insert(t, o, a, r, value);
	}
	st.bootstrap(net->forward(env.observe()).second);
}

int main()
{
	const int T = 16, N = 8;
	ActorCritic net(2, 3);
	torch::optim::RMSprop opt(net->parameters(), torch::optim::RMSpropOptions(7e-4));
	CartBatch env(N);
	RolloutStorage st(T, N, 2);

	for (long update = 0; ; ++update) {
		collect(net, env, st, T);
		auto adv = st.advantages(0.99f, 0.95f);
		auto ret = st.returns(adv);

		auto [logp, value] = net->forward(st.observations().view({T * N, 2}));
		auto chosen = logp.gather(1, st.actions().view({T * N, 1})).squeeze(1);
		auto actor = -(chosen * adv.view({-1})).mean();
		auto critic = torch::mse_loss(value, ret.view({-1}));
		auto loss = actor + 0.5 * critic;

		opt.zero_grad();
		loss.backward();
		torch::nn::utils::clip_grad_norm_(net->parameters(), 0.5);
		opt.step();
		if (update % 200 == 0) std::printf("%ld loss %.4f\n", update, loss.item<float>());
	}
}
