"""Families of programs that differ in what must not matter.

A family is a function that yields (name, source) for each of its members. Its
answer is stated once and right for all of them:
  "silent"       nothing may be reported
  "<rule-id>"    exactly this, on the line marked // HERE
  "same"         whatever it is, they have to have the same number of findings
Families with an answer and their twins with another are one change apart.
"""

FAMILIES = {}

HEAD = '#include "net.h"\n#include <functional>\n#include <map>\n#include <string>\n#include <vector>\n'


def family(answer):
    def add(function):
        FAMILIES[function.__name__] = (answer, function)
        return function

    return add


def lines(template, count):
    return "\n".join(template.format(i, i - 1) for i in range(count))


# --- Who is declared first ----------------------------------------------------
def two_that_call_each_other(clears):
    forward = {
        "outer": "void outer(std::vector<torch::Tensor> &list, int n);",
        "inner": "void inner(std::vector<torch::Tensor> &list, int n);",
    }
    body = {
        "outer": "void outer(std::vector<torch::Tensor> &list, int n) { %s if (n) inner(list, n - 1); }"
        % ("list.clear();" if clears else ""),
        "inner": "void inner(std::vector<torch::Tensor> &list, int n) { if (n) outer(list, n - 1); }",
    }
    user = """struct Service {
  Net net;
  std::vector<torch::Tensor> kept;
  void infer() {
    kept.push_back(net->forward(nextBatch().data)); // HERE
    inner(kept, 1);
  }
};"""
    for declared in ("outer inner", "inner outer"):
        for defined in ("outer inner", "inner outer"):
            for place in ("before", "after"):
                parts = [forward[name] for name in declared.split()]
                bodies = [body[name] for name in defined.split()]
                parts += [*bodies, user] if place == "before" else [user, *bodies]
                name = f"declared {declared}, defined {defined} {place}"
                yield name, HEAD + "\n".join(parts) + "\n"


@family("silent")
def emptied_in_a_cycle_of_calls():
    yield from two_that_call_each_other(True)


@family("unguarded-inference")
def not_emptied_in_a_cycle_of_calls():
    yield from two_that_call_each_other(False)


# --- How many other callbacks run before --------------------------------------
def after_other_callbacks(guard):
    for count in (1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40):
        calls = lines("    log({0});", count)
        yield f"{count} others", HEAD + f"""struct Service {{
  std::function<void(int)> log;
  std::function<void(torch::Tensor)> callback;
  Net net;
  std::vector<torch::Tensor> kept;
  Service() {{
    callback = [this](torch::Tensor x) {{
      kept.push_back(net->forward(x)); // HERE
    }};
  }}
  void run(torch::Tensor x) {{
{calls}
    {guard}
    callback(x);
  }}
}};
"""


@family("silent")
def guarded_after_other_callbacks():
    yield from after_other_callbacks("torch::NoGradGuard guard;")


@family("unguarded-inference")
def unguarded_after_other_callbacks():
    yield from after_other_callbacks("")


# --- How many functions lie between -------------------------------------------
DEPTHS = (1, 2, 3, 4, 7, 8, 9, 10, 15, 16, 17, 31, 32, 33, 40)


def callbacks_behind_wrappers(guard):
    for depth in DEPTHS:
        wrappers = lines("  void f{0}(torch::Tensor x) {{ f{1}(x); }}", depth + 1)
        wrappers = wrappers.split("\n", 1)[1]
        yield f"{depth} wrappers", HEAD + f"""struct Service {{
  std::vector<std::function<void(torch::Tensor)>> callbacks;
  Net net;
  std::vector<torch::Tensor> kept;
  Service() {{
    callbacks.push_back([this](torch::Tensor x) {{
      kept.push_back(net->forward(x)); // HERE
    }});
  }}
  void f0(torch::Tensor x) {{
    for (auto &callback : callbacks)
      callback(x);
  }}
{wrappers}
  void infer(torch::Tensor x) {{
    {guard}
    f{depth}(x);
  }}
}};
"""


@family("silent")
def guarded_callbacks_behind_wrappers():
    yield from callbacks_behind_wrappers("torch::NoGradGuard guard;")


@family("unguarded-inference")
def unguarded_callbacks_behind_wrappers():
    yield from callbacks_behind_wrappers("")


def stores_behind_wrappers(last):
    for depth in DEPTHS:
        wrappers = "\n".join(
            f"void put{i}(std::vector<torch::Tensor> &list, torch::Tensor t) {{ put{i - 1}(list, t); }}"
            for i in range(1, depth + 1)
        )
        yield f"{depth} wrappers", HEAD + f"""void put0(std::vector<torch::Tensor> &list, torch::Tensor t) {{
  list.push_back(t); // HERE
}}
{wrappers}
void train(Net &net, torch::optim::SGD &optimizer) {{
  std::vector<torch::Tensor> losses;
  while (more()) {{
    Batch batch = nextBatch();
    auto loss = torch::mse_loss(net->forward(batch.data), batch.target);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    put{depth}(losses, loss{last});
  }}
}}
"""


@family("graph-in-container")
def losses_behind_wrappers():
    yield from stores_behind_wrappers("")


@family("silent")
def detached_losses_behind_wrappers():
    yield from stores_behind_wrappers(".detach()")


def emptied_behind_wrappers(does):
    for depth in DEPTHS:
        wrappers = "\n".join(
            f"void trim{i}(std::vector<torch::Tensor> &list) {{ trim{i - 1}(list); }}"
            for i in range(1, depth + 1)
        )
        yield f"{depth} wrappers", HEAD + f"""void trim0(std::vector<torch::Tensor> &list) {{ {does} }}
{wrappers}
struct Service {{
  Net net;
  std::vector<torch::Tensor> kept;
  void infer() {{
    kept.push_back(net->forward(nextBatch().data)); // HERE
    trim{depth}(kept);
  }}
}};
"""


@family("silent")
def list_emptied_behind_wrappers():
    yield from emptied_behind_wrappers("list.clear();")


@family("unguarded-inference")
def list_not_emptied_behind_wrappers():
    yield from emptied_behind_wrappers("list.reserve(8);")


# --- How many layers a module has ---------------------------------------------
def frozen_backbone(head):
    for count in (1, 2, 3, 6, 7, 8, 9, 15, 16, 17, 32, 33, 64, 65, 128, 200):
        fields = lines("  torch::nn::Linear l{0}{{nullptr}};", count)
        made = lines(
            '    l{0} = register_module("l{0}", torch::nn::Linear(16, 16));', count
        )
        applied = lines("    x = torch::relu(l{0}->forward(x));", count)
        yield f"{count} layers", HEAD + f"""struct BackboneImpl : torch::nn::Module {{
{fields}
  BackboneImpl() {{
{made}
    for (auto &p : parameters())
      p.set_requires_grad(false);
  }}
  torch::Tensor forward(torch::Tensor x) {{
{applied}
    return x;
  }}
}};
TORCH_MODULE(Backbone);
struct Service {{
  Backbone backbone;
  Net head;
  std::vector<torch::Tensor> kept;
  void infer(torch::Tensor x) {{
    kept.push_back(torch::cat({{backbone->forward(x), {head}}})); // HERE
  }}
}};
"""


@family("unguarded-inference")
def trained_head_beside_frozen_layers():
    yield from frozen_backbone("head->forward(x)")


@family("silent")
def plain_input_beside_frozen_layers():
    yield from frozen_backbone("x")


# --- Where a holder lives, and how its loop is written ------------------------
LOOPS = {
    "for": "for (int i = 0; i < {bound}; ++i) {body}",
    "while": "int i = 0; while (i < {bound}) {{ {body} ++i; }}",
    "do": "int i = 0; do {{ {body} ++i; }} while (i < {bound});",
    "down": "for (int i = {bound}; i > 0; --i) {body}",
}


def ends_with_the_call(bound, parameter):
    for what, (start, body) in {
        "sum": ("auto s = torch::zeros({1});", "s += net->forward(x).sum();"),
        "long sum": ("auto s = torch::zeros({1});", "s = s + net->forward(x).sum();"),
        "state": ("auto s = x;", "s = net->forward(s);"),
    }.items():
        for loop, text in LOOPS.items():
            text = text.format(bound=bound, body=body)
            function = f"double score(torch::Tensor x{parameter}) {{ {start} {text} return s.sum().item<double>(); }}"
            yield f"{what}, {loop}, method", HEAD + f"struct Scorer {{\n  Net net;\n  {function}\n}};\n"
            yield f"{what}, {loop}, const method", HEAD + (
                f"struct Scorer {{\n  mutable Net net;\n  {function.replace(') { auto', ') const { auto', 1)}\n}};\n"
            )
            yield f"{what}, {loop}, function", HEAD + f"Net net;\n{function}\n"


@family("silent")
def ends_with_the_call_after_constant_rounds():
    yield from ends_with_the_call("24", "")


@family("same")
def ends_with_the_call_after_given_rounds():
    yield from ends_with_the_call("n", ", int n")


def keeps_losses(store, loops):
    for name, loop in loops.items():
        body = f"""{{
    Batch batch = nextBatch();
    auto loss = torch::mse_loss(net->forward(batch.data), batch.target);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    {store} // HERE
    LAST}}"""
        head, last = loop
        text = head.replace("BODY", body.replace("LAST", last))
        function = f"""double train(torch::optim::SGD &optimizer, std::vector<int> &rounds, int n) {{
  std::vector<torch::Tensor> losses;
  auto sum = torch::zeros({{1}});
  {text}
  return sum.item<double>() + losses.size();
}}
"""
        yield f"{name}, method", HEAD + f"struct Trainer {{\n  Net net;\n  {function}}};\n"
        yield f"{name}, function", HEAD + f"Net net;\n{function}"


TRAINING_LOOPS = {
    "for": ("for (int i = 0; i < n; ++i) BODY", ""),
    "for, many": ("for (int i = 0; i < 100000; ++i) BODY", ""),
    "for, no bound": ("for (;;) BODY", "if (!more()) break; "),
    "while": ("while (more()) BODY", ""),
    "while, always": ("while (true) BODY", "if (!more()) break; "),
    "do": ("do BODY while (more());", ""),
    "range-for": ("for (int round : rounds) BODY", "n += round; "),
    "iterators": ("for (auto it = rounds.begin(); it != rounds.end(); ++it) BODY", ""),
}


@family("graph-in-container")
def losses_in_a_list_in_any_loop():
    yield from keeps_losses("losses.push_back(loss);", TRAINING_LOOPS)


@family("graph-accumulation")
def losses_in_a_sum_in_any_loop():
    yield from keeps_losses("sum += loss;", TRAINING_LOOPS)


@family("silent")
def numbers_in_a_sum_in_any_loop():
    yield from keeps_losses("sum += loss.item<double>();", TRAINING_LOOPS)


# --- What type a key has ------------------------------------------------------
def per_key(value):
    for key in ("std::string", "int64_t", "int", "size_t", "std::pair<int, int>"):
        for field in ("std::map", "std::unordered_map"):
            if "pair" in key and "unordered" in field:
                continue
            yield f"{field} of {key}", HEAD + f"""#include <unordered_map>
struct Request {{
  {field}<{key}, torch::Tensor> parts;
}};
struct Service {{
  Net net;
  {field}<{key}, torch::Tensor> kept;
  void infer(const Request &request) {{
    for (const auto &[key, part] : request.parts)
      kept[key] = {value}; // HERE
  }}
}};
"""


@family("unguarded-inference")
def kept_per_key_of_a_request():
    yield from per_key("net->forward(part)")


@family("silent")
def detached_per_key_of_a_request():
    yield from per_key("net->forward(part).detach()")


# --- Written out or by a macro ------------------------------------------------
def guards(*spellings):
    for name, before, text in spellings:
        yield name, HEAD + f"""{before}
struct Service {{
  Net net;
  std::vector<torch::Tensor> kept;
  void infer() {{
    {text}
    kept.push_back(net->forward(nextBatch().data)); // HERE
  }}
}};
"""


@family("ineffective-guard")
def temporary_guards():
    yield from guards(
        ("written", "", "torch::NoGradGuard();"),
        ("braces", "", "torch::NoGradGuard{};"),
        ("macro", "#define NO_GRAD() torch::NoGradGuard()", "NO_GRAD();"),
        ("macro with ;", "#define NO_GRAD torch::NoGradGuard();", "NO_GRAD"),
        ("macro of a macro", "#define INNER torch::NoGradGuard\n#define NO_GRAD() INNER()", "NO_GRAD();"),
        ("alias", "using Quiet = torch::NoGradGuard;", "Quiet();"),
        ("mode", "", "torch::AutoGradMode(false);"),
    )


@family("silent")
def named_guards():
    yield from guards(
        ("written", "", "torch::NoGradGuard guard;"),
        ("macro", "#define NO_GRAD() torch::NoGradGuard guard_", "NO_GRAD();"),
        ("alias", "using Quiet = torch::NoGradGuard;", "Quiet quiet;"),
        ("auto", "", "auto guard = torch::AutoGradMode(false);"),
        ("mode", "", "torch::AutoGradMode guard(false);"),
        ("inference", "", "c10::InferenceMode guard;"),
    )


# --- What holds a sum longer than a call --------------------------------------
def kept_sums(term):
    body = f"""{{
    Batch batch = nextBatch();
    auto loss = torch::mse_loss(net->forward(batch.data), batch.target);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    total += {term}; // HERE
  }}"""
    step = "void step(torch::optim::SGD &optimizer) " + body
    calls = "void run({}torch::optim::SGD &optimizer) {{\n  while (more())\n    {}step(optimizer);\n}}\n"
    total = "torch::Tensor total = torch::zeros({1});"
    holder = f"struct Trainer {{\n  Net net;\n  KIND{total}\n  {step}\n}};\n"
    by_object, plain = calls.format("Trainer &trainer, ", "trainer."), calls.format("", "")
    yield "field", HEAD + holder.replace("KIND", "") + by_object
    yield "static field", HEAD + holder.replace("KIND", "inline static ") + by_object
    yield "global", HEAD + f"Net net;\n{total}\n{step}\n{plain}"
    yield "static global", HEAD + f"static Net net;\nstatic {total}\nstatic {step}\n{plain}"
    yield "namespace", HEAD + f"Net net;\nnamespace {{\n{total}\n{step}\n}}\n{plain}"
    inside = step.replace(body, body.replace("{", "{ static " + total, 1))
    yield "static of the function", HEAD + f"Net net;\n{inside}\n{plain}"
    yield "static of the method", HEAD + f"struct Trainer {{\n  Net net;\n  {inside}\n}};\n{by_object}"
    given = step.replace("(torch", "(torch::Tensor &total, torch")
    yield "by reference", HEAD + f"Net net;\n{given}\n" + plain.replace(
        "  while", f"  {total}\n  while"
    ).replace("step(optimizer)", "step(total, optimizer)")


@family("graph-accumulation")
def losses_in_a_sum_that_outlives_the_call():
    yield from kept_sums("loss")


@family("silent")
def detached_losses_in_a_sum_that_outlives_the_call():
    yield from kept_sums("loss.detach()")
