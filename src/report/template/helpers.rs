//! The filters, tests and functions of templates: house style, and the few of the engine that papers need.

use minijinja::value::{Rest, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State, filters, functions, tests};

use super::markdown_of;
use crate::num::date::Date;
use crate::report::doc::Target;
use crate::report::{escape, house};
use crate::text::english;

/// Names of all filters, for proposals.
pub const FILTERS: [&str; 33] = [
    "abs",
    "and_list",
    "attr",
    "bare",
    "code",
    "count",
    "counted",
    "date",
    "date_short",
    "default",
    "first",
    "footnote",
    "groupby",
    "grouped",
    "items",
    "last",
    "length",
    "link",
    "map",
    "marks",
    "max",
    "min",
    "money",
    "or_list",
    "percent",
    "ranged",
    "reject",
    "rejectattr",
    "reverse",
    "select",
    "selectattr",
    "signs",
    "sort",
];

/// Names of the filters that make words of what they are given.
pub const WORDS: [&str; 13] = [
    "grouped",
    "percent",
    "money",
    "counted",
    "date",
    "date_short",
    "and_list",
    "or_list",
    "code",
    "link",
    "footnote",
    "ranged",
    "bare",
];

/// Names of all functions, for proposals.
pub const FUNCTIONS: [&str; 3] = ["namespace", "note", "range"];

/// Names of all tests, for proposals.
pub const TESTS: [&str; 15] = [
    "defined",
    "eq",
    "equalto",
    "even",
    "false",
    "ge",
    "gt",
    "in",
    "le",
    "lt",
    "ne",
    "none",
    "odd",
    "true",
    "undefined",
];

/// Puts everything into an empty environment.
pub fn add(environment: &mut Environment<'static>) {
    engine_filters(environment);
    engine_tests(environment);
    environment.add_function("range", functions::range);
    environment.add_filter("marks", marks);
    environment.add_filter("signs", signs);
    environment.add_function("namespace", functions::namespace);
    environment.add_function("note", note);
    words(environment, "");
}

/// Puts the filters that make words of what they are given, each under its name behind `before`.
pub fn words(environment: &mut Environment<'static>, before: &str) {
    let name = |own: &str| format!("{before}{own}");
    environment.add_filter(name("grouped"), |v: &Value| number(v, "grouped", house::grouped));
    environment.add_filter(name("percent"), |v: &Value| number(v, "percent", house::percent));
    environment.add_filter(name("money"), |v: &Value, currency: Option<String>| {
        number(v, "money", |n| house::money(currency.as_deref().unwrap_or("EUR"), n))
    });
    environment.add_filter(name("counted"), |v: &Value, one: String, many: String| {
        number(v, "counted", |n| house::counted(n, &one, &many))
    });
    environment.add_filter(name("date"), |v: &Value| day(v, "date", house::date_long));
    environment.add_filter(name("date_short"), |v: &Value| day(v, "date_short", house::date_short));
    environment.add_filter(name("and_list"), |v: &Value| list(v, "and"));
    environment.add_filter(name("or_list"), |v: &Value| list(v, "or"));
    environment.add_filter(name("code"), code);
    environment.add_filter(name("link"), link);
    environment.add_filter(name("footnote"), footnote);
    environment.add_filter(name("ranged"), |v: &Value| reworded(v, house::ranged));
    environment.add_filter(name("bare"), |v: &Value, units: Rest<String>| reworded(v, |v| house::bare(v, &units.0)));
}

/// Other words for some words; what is no text stays.
fn reworded(words: &Value, of: impl Fn(&str) -> String) -> Value {
    match words.as_str() {
        None => words.clone(),
        Some(text) if words.is_safe() => Value::from_safe_string(of(text)),
        Some(text) => Value::from(of(text)),
    }
}

fn engine_filters(environment: &mut Environment<'static>) {
    environment.add_filter("abs", filters::abs);
    environment.add_filter("attr", filters::attr);
    environment.add_filter("count", length);
    environment.add_filter("default", filters::default);
    environment.add_filter("first", filters::first);
    environment.add_filter("groupby", filters::groupby);
    environment.add_filter("items", filters::items);
    environment.add_filter("last", filters::last);
    environment.add_filter("length", length);
    environment.add_filter("map", filters::map);
    environment.add_filter("max", filters::max);
    environment.add_filter("min", filters::min);
    environment.add_filter("reject", filters::reject);
    environment.add_filter("rejectattr", filters::rejectattr);
    environment.add_filter("reverse", filters::reverse);
    environment.add_filter("select", filters::select);
    environment.add_filter("selectattr", filters::selectattr);
    environment.add_filter("sort", filters::sort);
}

fn engine_tests(environment: &mut Environment<'static>) {
    environment.add_test("defined", tests::is_defined);
    environment.add_test("undefined", tests::is_undefined);
    environment.add_test("none", tests::is_none);
    environment.add_test("odd", tests::is_odd);
    environment.add_test("even", tests::is_even);
    environment.add_test("eq", tests::is_eq);
    environment.add_test("equalto", tests::is_eq);
    environment.add_test("ne", tests::is_ne);
    environment.add_test("lt", tests::is_lt);
    environment.add_test("le", tests::is_le);
    environment.add_test("gt", tests::is_gt);
    environment.add_test("ge", tests::is_ge);
    environment.add_test("in", tests::is_in);
    environment.add_test("true", tests::is_true);
    environment.add_test("false", tests::is_false);
}

fn wrong(why: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, why)
}

/// How many there are; of what is not there nothing is known.
fn length(value: &Value) -> Result<usize, Error> {
    if value.is_undefined() { Err(Error::from(ErrorKind::UndefinedError)) } else { filters::length(value) }
}

/// A whole number, or decimal text, printed by a rule of house style.
fn number(value: &Value, filter: &str, print: impl Fn(&str) -> Option<String>) -> Result<String, Error> {
    let text = match value.as_str() {
        Some(text) => text.to_owned(),
        None if value.is_integer() => value.to_string(),
        None => return Err(wrong(format!("`{filter}` takes a whole number or decimal text"))),
    };
    print(&text).ok_or_else(|| wrong(format!("`{filter}` takes a number such as 12500 or \"12500.5\", not `{text}`")))
}

fn day(value: &Value, filter: &str, print: fn(Date) -> String) -> Result<String, Error> {
    let date = value.as_str().and_then(Date::parse);
    date.map(print).ok_or_else(|| wrong(format!("`{filter}` takes a day such as \"2018-04-30\", not `{value}`")))
}

fn list(value: &Value, word: &str) -> Result<Value, Error> {
    // A text would be taken letter by letter.
    if let Some(text) = value.as_str() {
        return Err(wrong(format!("`{word}_list` takes a list, not the text `{text}`")));
    }
    let items: Vec<String> = value.try_iter()?.map(|item| markdown_of(&item)).collect::<Result<_, _>>()?;
    Ok(Value::from_safe_string(english::list(&items, word)))
}

/// The marks of records, of lists of them and of lists of marks, each once in the order in which they come.
fn marks(value: &Value) -> Result<Value, Error> {
    let mut all = vec![];
    gather(value, &mut all)?;
    Ok(Value::from(all))
}

fn gather(value: &Value, all: &mut Vec<Value>) -> Result<(), Error> {
    match value.kind() {
        ValueKind::Seq | ValueKind::Iterable => value.try_iter()?.try_for_each(|item| gather(&item, all)),
        ValueKind::Map if !value.get_attr("marks")?.is_undefined() => gather(&value.get_attr("marks")?, all),
        ValueKind::Map if !value.get_attr("mark")?.is_undefined() => {
            if !all.contains(value) {
                all.push(value.clone());
            }
            Ok(())
        }
        // Marks by scenario.
        ValueKind::Map => value.try_iter()?.try_for_each(|key| match value.get_item(&key)? {
            list if list.kind() == ValueKind::Seq => gather(&list, all),
            _ => Err(wrong("`marks` takes records that have marks, or marks".into())),
        }),
        _ => Err(wrong("`marks` takes records that have marks, or marks".into())),
    }
}

/// The signs of marks: an asterisk, and a dagger for what is derived.
fn signs(list: &Value) -> Result<Value, Error> {
    let marks = marks(list)?.try_iter()?.map(|mark| mark.get_attr("mark")).collect::<Result<Vec<_>, _>>()?;
    let signs = house::signs(marks.iter().map(|mark| mark.as_str().unwrap_or_default()));
    Ok(Value::from_safe_string(signs.replace('*', "\\*")))
}

fn code(text: &str) -> Value {
    Value::from_safe_string(if escape::one_line(text).trim().is_empty() { String::new() } else { escape::code(text) })
}

fn link(words: &Value, address: &str) -> Result<Value, Error> {
    let target = Target::parse(address);
    let target = target.ok_or_else(|| wrong(format!("a paper cannot link to `{address}`")))?;
    let url = target.url().replace('&', "&amp;");
    Ok(Value::from_safe_string(format!("[{}](<{url}>)", markdown_of(words)?)))
}

/// The mark of a footnote that the template defines itself.
fn note(label: &str) -> Result<Value, Error> {
    if !crate::report::from_markdown::is_id(label) {
        return Err(wrong(format!("a footnote is called by letters, digits, `-` and `_`, not `{label}`")));
    }
    Ok(Value::from_safe_string(format!("[^{label}]")))
}

/// Makes a footnote of its words and prints its mark; the same words are one footnote.
fn footnote(state: &mut State, words: Rest<Value>) -> Result<Value, Error> {
    let [words] = words.0.as_slice() else { return Err(wrong("`footnote` takes words and nothing else".into())) };
    let text = markdown_of(words)?;
    let label = state.get_or_insert_extension(Notes::default()).label(text);
    Ok(Value::from_safe_string(format!("[^{label}]")))
}

/// Footnotes made while rendering: label and text, in order of first use.
#[derive(Default)]
pub struct Notes(Vec<(String, String)>);

impl Notes {
    /// The label of a text. It is made of the words, so that a new footnote does not rename the others.
    fn label(&mut self, text: String) -> String {
        if let Some((label, _)) = self.0.iter().find(|(_, t)| *t == text) {
            return label.clone();
        }
        let words = text.to_lowercase();
        let parts = words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|p| !p.is_empty());
        let mut base = String::from("n");
        for part in parts.take(6) {
            base.push('-');
            base.push_str(&part[..part.len().min(12)]);
        }
        let taken = |label: &str| self.0.iter().any(|(l, _)| l == label);
        let mut label = base.clone();
        let mut times = 1;
        while taken(&label) {
            times += 1;
            label = format!("{base}-{times}");
        }
        self.0.push((label.clone(), text));
        label
    }

    /// The definitions as Markdown, to stand after everything else.
    pub fn definitions(&self) -> String {
        self.0.iter().map(|(label, text)| format!("\n\n[^{label}]: {}\n", text.replace('\n', " "))).collect()
    }
}
