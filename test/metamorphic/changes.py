"""Changes of a rule test that must not change what is reported.

Each change takes a Source and returns a list of (text, line of the original) or
None where there is nothing to change. They rest on how our rule tests are written
(clang-format, one declarator a declaration), not on the whole of C++; what no
longer compiles is counted and left out.
"""

import codecs
import re

TOKEN = re.compile(
    r"""(?P<space>\s+|\\\n)|(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<directive>^[ \t]*\#(?:[^\n\\]|\\.|\\\n)*)
    |(?P<string>R"\((?:.|\n)*?\)"|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])+')
    |(?P<name>[A-Za-z_]\w*)|(?P<number>\d[\w.']*)|(?P<sign>->|::|\+\+|--|<<|.)""",
    re.X | re.M | re.S,
)
CLOSES = {"(": ")", "{": "}", "[": "]"}


class Token:
    def __init__(self, kind, text, start, line):
        self.kind, self.text, self.start, self.line = kind, text, start, line
        self.end = start + len(text)


class Source:
    """The tokens of a test, without space and comments, and where brackets close."""

    def __init__(self, text):
        self.text = text
        self.tokens, line = [], 1
        for m in TOKEN.finditer(text):
            if m.lastgroup not in ("space", "comment"):
                self.tokens.append(Token(m.lastgroup, m.group(), m.start(), line))
            line += m.group().count("\n")
        self.closing, opened = {}, []
        for i, token in enumerate(self.tokens):
            if token.text in CLOSES and token.kind == "sign":
                opened.append(i)
            elif token.text in CLOSES.values() and opened:
                self.closing[opened.pop()] = i

    def slice(self, first, last):
        """The text of tokens first to last (both in), on as many lines."""
        return self.text[self.tokens[first].start : self.tokens[last].end]

    def statement_end(self, i):
        """The last token of the statement that begins at i."""
        word = self.tokens[i].text
        if word == "{":
            return self.closing[i]
        if word in ("for", "while", "if", "switch"):
            last = self.statement_end(self.closing[i + 1] + 1)
            if word == "if" and self.text_at(last + 1) == "else":
                last = self.statement_end(last + 2)
            return last
        if word == "do":
            return self.closing[self.statement_end(i + 1) + 2] + 1
        while self.tokens[i].text != ";":
            i = self.closing.get(i, i) + 1
        return i

    def text_at(self, i):
        return self.tokens[i].text if i < len(self.tokens) else ""

    def edited(self, edits):
        """The text with (token, before or None, new text) applied: what stands in
        for the token, or goes before it. No edit may add or drop a line."""
        out, at = [], 0
        for start, end, new in sorted(edits, key=lambda e: (e[0], e[1])):
            out += [self.text[at:start], new]
            at = end
        return same_lines("".join(out) + self.text[at:])


def same_lines(text):
    return [(line, number) for number, line in enumerate(text.split("\n"), 1)]


def top_level(source):
    """(first, last) token of each declaration outside of all braces."""
    i, items, tokens = 0, [], source.tokens
    while i < len(tokens):
        first = i
        if tokens[i].kind == "directive":
            items.append((i, i))
            i += 1
            continue
        while True:
            if tokens[i].text in ("(", "["):
                i = source.closing[i]
            elif tokens[i].text == "{":
                i = source.closing[i]
                record = any(
                    t.text in ("struct", "class", "enum", "union", "=")
                    for t in tokens[first:i]
                    if t.start < tokens[i].start
                )
                is_function = source.text_at(i + 1) != ";" or not record
                if is_function and source.text_at(i + 1) not in (";", ",", "{", "="):
                    break
            elif tokens[i].text == ";":
                break
            elif tokens[i].text == ")" and re.match(r"[A-Z_]+$", tokens[first].text):
                break
            i += 1
            if i >= len(tokens):
                i -= 1
                break
        items.append((first, i))
        i += 1
    return items


def function_at(source, first, last):
    """(name token, opening brace) where a free function is defined here."""
    tokens = source.tokens
    words = {t.text for t in tokens[first:last]}
    if tokens[last].text != "}" or tokens[first].text in (
        "struct", "class", "enum", "namespace", "template", "union", "using", "extern", "static", "inline", "constexpr",
    ):
        return None
    if "operator" in words and tokens[first + 1].text == "operator":
        return None
    i = first
    while i < last and tokens[i].text not in ("(", "{", "="):
        i += 1
    if tokens[i].text != "(" or tokens[i - 1].kind != "name" or tokens[i - 2].text == "::":
        return None
    body = source.closing[i] + 1
    if tokens[body].text != "{" or tokens[i - 1].text == "main" or i - 1 == first:
        return None
    return i - 1, body


def functions(source):
    for first, last in top_level(source):
        found = function_at(source, first, last)
        if found:
            yield first, last, *found


# --- The changes --------------------------------------------------------------
def names(source, taken):
    """Every name of the test's own gets another one. taken: those of libraries."""
    defined = set(re.findall(r"^\s*#\s*define\s+(\w+)", source.text, re.M))
    included = {"main", *defined}

    def other(name):
        base, tail = re.fullmatch(r"(.*?)(Impl)?", name).groups()
        return "q" + codecs.encode(base, "rot13") + (tail or "")

    edits = [
        (t.start, t.end, other(t.text))
        for t in source.tokens
        if t.kind == "name" and t.text not in taken and t.text not in included
        and t.text.removesuffix("Impl") not in taken
    ]
    return source.edited(edits) if edits and not defined else None


def plain_loop(source, i):
    """The parts of `for (a; b; c) statement` and of `while (b) statement`:
    semicolons of the head, first and last token of the statement."""
    if source.text_at(i + 1) != "(":
        return None
    close = source.closing[i + 1]
    marks, k = [], i + 2
    while k < close:
        if source.tokens[k].text == ";":
            marks.append(k)
        k = source.closing.get(k, k) + 1
    last = source.statement_end(close + 1)
    inside = {t.text for t in source.tokens[close + 1 : last]}
    return marks, close, last, inside


def for_to_while(source, _):
    edits = []
    for i, token in enumerate(source.tokens):
        loop = plain_loop(source, i) if token.text == "for" else None
        if not loop or len(loop[0]) != 2 or loop[3] & {"continue", "for"}:
            continue
        (one, two), close, last, _ = loop
        tokens = source.tokens
        condition = source.slice(one + 1, two - 1) if two > one + 1 else "true"
        step = source.slice(two + 1, close - 1) + ";" if close > two + 1 else ""
        head = source.slice(i + 2, one)
        edits.append((token.start, tokens[close].end, f"{{ {head} while ({condition}) {{"))
        edits.append((tokens[last].end, tokens[last].end, f" {step} }} }}"))
    return source.edited(edits) if edits else None


def is_do(source, i):
    """Whether the while at i belongs to a do."""
    return source.text_at(source.closing[i + 1] + 1) == ";" and source.tokens[i - 1].text in ("}", ";")


def while_to(source, head, tail):
    edits = []
    for i, token in enumerate(source.tokens):
        if token.text != "while" or is_do(source, i):
            continue
        _, close, last, inside = plain_loop(source, i)
        if inside & {"while", "continue", "do"}:
            continue
        tokens = source.tokens
        condition = source.slice(i + 2, close - 1)
        edits.append((token.start, tokens[close].end, head.format(condition)))
        if tail:
            edits.append((tokens[last].end, tokens[last].end, tail.format(condition)))
    return source.edited(edits) if edits else None


def while_to_for(source, _):
    return while_to(source, "for (; {};)", "")


def while_to_do(source, _):
    return while_to(source, "if ({}) do {{", " }} while ({});")


def while_to_break(source, _):
    return while_to(source, "for (;;) {{ if (!({})) break;", " }}")


def range_to_iterators(source, _):
    edits = []
    for i, token in enumerate(source.tokens):
        loop = plain_loop(source, i) if token.text == "for" else None
        if not loop or loop[0]:
            continue
        _, close, last, inside = loop
        colon = next((k for k in range(i + 2, close) if source.tokens[k].text == ":"), None)
        if colon is None or "for" in inside:
            continue
        tokens = source.tokens
        variable, over = source.slice(i + 2, colon - 1), source.slice(colon + 1, close - 1)
        edits.append((token.start, tokens[close].end,
            f"{{ auto &&zz_all = {over}; for (auto zz_it = std::begin(zz_all); zz_it != std::end(zz_all); ++zz_it) {{ {variable} = *zz_it;"))
        edits.append((tokens[last].end, tokens[last].end, " } }"))
    return source.edited(edits) if edits else None


def macros(source, _):
    """Expression statements and guards come out of a macro (SAME, on the command line)."""
    edits, tokens = [], source.tokens
    for i in range(1, len(tokens)):
        if tokens[i - 1].text not in (";", "{", "}") or tokens[i].kind != "name":
            continue
        if tokens[i].text in ("return", "for", "while", "if", "do", "else", "struct", "class", "using", "case", "break", "switch", "try", "public", "private", "template", "enum", "namespace", "typedef", "goto", "continue", "default"):
            continue
        k = i
        while k < len(tokens) and tokens[k].text not in (";", "{", "}", "["):
            if tokens[k].text == "(":
                k = source.closing[k]
            k += 1
        text = source.text[tokens[i].start : tokens[k].start] if k < len(tokens) else ""
        # Calls and guards, no declarations of functions and fields.
        if source.text_at(k) != ";" or "\n" in text or "#" in text:
            continue
        if not re.search(r"(\.|->)\w+\(|Guard\b", text):
            continue
        edits += [(tokens[i].start, tokens[i].start, "SAME("), (tokens[k].start, tokens[k].start, ")")]
    return source.edited(edits) if edits else None


def order(source, _):
    """Functions are declared where they were, and defined at the end, the last first."""
    found = list(functions(source))
    if len(found) < 2:
        return None
    edits, moved, tokens = [], [], source.tokens
    for first, last, _, body in found:
        start, end = tokens[first].start, tokens[last].end
        text = source.text[start:end]
        if "=" in source.slice(first, body - 1):
            return None  # Arguments by default.
        head = source.slice(first, body - 1)
        edits.append((start, end, head + ";" + "\n" * (text.count("\n") - head.count("\n"))))
        # A comment behind it belongs to it.
        rest = source.text[end:].split("\n", 1)[0]
        moved.append((text + rest, tokens[first].line))
    out = source.edited(edits)
    for text, line in reversed(moved):
        out += [(part, line + k) for k, part in enumerate(text.split("\n"))]
    return out


def methods(source, _):
    """Free functions that nobody here calls become methods."""
    edits, tokens = [], source.tokens
    used = [t.text for t in tokens if t.kind == "name"]
    for first, last, name, _ in functions(source):
        if used.count(tokens[name].text) != 1:
            continue
        holder = tokens[name].text + "_holder"
        edits.append((tokens[first].start, tokens[first].start, f"struct {holder} {{ "))
        edits.append((tokens[last].end, tokens[last].end, " };"))
    return source.edited(edits) if edits else None


def wrapped(depth):
    def change(source, _):
        """What is stored passes through functions that return it."""
        edits, tokens = [], source.tokens
        for i in range(2, len(tokens) - 3):
            if tokens[i].text in ("push_back", "emplace_back") and tokens[i + 1].text == "(" and tokens[i + 2].kind == "name" and tokens[i + 3].text == ")":
                edits.append((tokens[i + 2].start, tokens[i + 2].end, f"pass{depth}({tokens[i + 2].text})"))
        return source.edited(edits) if edits else None

    return change


def passes(depth):
    """pass1 to pass<depth>, for a header of their own."""
    out = ["#pragma once", '#include "net.h"', "template <class T> T pass0(const T &t) { return t; }"]
    out += [f"template <class T> T pass{i}(const T &t) {{ return pass{i - 1}(t); }}" for i in range(1, depth + 1)]
    return "\n".join(out) + "\n"


def header(source, _):
    """The whole test is in a header of the project."""
    return same_lines(source.text)


UNCUT = (
    (r"(torch|c10|at)::(NoGradGuard|InferenceMode) \w+;", ";"),
    (r"(torch|at|c10)::(AutoGradMode|GradMode::set_enabled)( \w+)?\(false\);", ";"),
    (r"\.(detach|detach_|tensor_data|variable_data)\(\)", ""),
    (r"(requires_grad_?)\(false\)", r"\1(true)"),
    (r"\.(clear|pop_front|pop_back|pop)\(\);", ".size();"),
    (r"(\.|->)reset\(\);", r"\1use_count();"),
    (r"std::weak_ptr", "std::shared_ptr"),
    (r"\.lock\(\)(?!;)", ""),
)


def uncut(source):
    """All that cuts, guards, freezes or empties is taken out: no change that keeps
    the answer, but what shows that a silent test is not silent for nothing."""
    text = source.text
    for pattern, new in UNCUT:
        text = re.sub(pattern, new, text)
    return same_lines(text) if text != source.text else None


CHANGES = {
    "names": names,
    "for to while": for_to_while,
    "while to for": while_to_for,
    "while to do": while_to_do,
    "while to break": while_to_break,
    "range-for to iterators": range_to_iterators,
    "macro": macros,
    "order": order,
    "method": methods,
    "1 wrapper": wrapped(1),
    "9 wrappers": wrapped(9),
    "40 wrappers": wrapped(40),
    "header": header,
}
