//! Limits for templates: steps, memory, and text output only. An error in a user's template must not cost more than
//! one row.

use std::sync::LazyLock;

use minijinja::value::{Rest, Value, ValueKind, ValueOrKwargs};
use minijinja::{Environment, Error, ErrorKind, State, UndefinedBehavior};

/// The steps of one template for one row. An instruction costs one step, and so do 64 bytes of output. An endless
/// loop or text ends as an error of the row.
const FUEL: u64 = 100_000;
/// The maximum length of a template in bytes.
pub(super) const LONGEST: usize = 4000;
/// The maximum length of a range.
const LONGEST_RANGE: i128 = 100_000;
/// The maximum output in bytes: all of the fuel.
const MOST_TEXT: usize = 6_400_000;

/// The message for a template that exceeds the limit.
pub(super) const TOO_MUCH: &str = "it takes too many steps or produces too much text; the limit is \
     100,000 steps for each row, and 64 bytes of text count as one step";

/// Filters that write out their whole input. A repeated list (`['a long text'] * 1000000`) is small until then, and
/// the engine counts the text only after writing it.
const WRITERS: &[&str] = &[
    "string",
    "join",
    "upper",
    "lower",
    "title",
    "capitalize",
    "trim",
    "replace",
    "escape",
    "e",
    "safe",
    "indent",
    "format",
    "lines",
    "split",
];

/// The original filters. Each call has its own fuel.
static PLAIN: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment
});

/// Sets the limits.
pub(super) fn set(environment: &mut Environment<'static>) {
    environment.set_fuel(Some(FUEL));
    environment.add_function("range", range);
    // They print everything, and serve only to debug the engine.
    environment.remove_filter("pprint");
    environment.remove_global("debug");
    environment.set_formatter(|out, state, value| {
        let mut room = MOST_TEXT;
        if !fits(value, &mut room) {
            return Err(Error::from(ErrorKind::OutOfFuel));
        }
        is_text(value)?;
        minijinja::escape_formatter(out, state, value)
    });
    for name in WRITERS {
        environment.add_filter(*name, move |state: &State, args: Rest<ValueOrKwargs>| {
            write_down(state, name, &args.into_values())
        });
    }
}

/// Calls a filter if its input is not too long to write out.
fn write_down(state: &State, filter: &str, args: &[Value]) -> Result<Value, Error> {
    let mut room = MOST_TEXT;
    if !args.iter().all(|value| fits(value, &mut room)) {
        return Err(Error::from(ErrorKind::OutOfFuel));
    }
    only_texts(filter, args)?;
    let made = PLAIN.empty_state().apply_filter(filter, args)?;
    state.consume_fuel(made.as_str().map_or(1, str::len).div_ceil(64) as u64)?;
    Ok(made)
}

/// The messages for values that are not text.
const NO_TEXT: [(&[ValueKind], &str); 3] = [
    (
        &[ValueKind::Seq, ValueKind::Iterable],
        "a list is not a text: take one of its members, or join them, as in row['Tags'] | split(',') | join(', ')",
    ),
    (&[ValueKind::Map, ValueKind::Plain], "a map is not a text: name a member, as in row['Name']"),
    (&[ValueKind::None], "none is not a text: write '' for an empty text"),
];

/// Rejects values that the engine would write in its own form, such as `['Ada']`, `{}` and `None`. No field should
/// contain that.
fn is_text(value: &Value) -> Result<(), Error> {
    let kind = value.kind();
    let said = NO_TEXT.iter().find(|(kinds, _)| kinds.contains(&kind));
    said.map_or(Ok(()), |(_, said)| Err(Error::new(ErrorKind::InvalidOperation, *said)))
}

/// True for the error of [`is_text`].
pub(super) fn is_no_text(error: &Error) -> bool {
    NO_TEXT.iter().any(|(_, said)| error.detail() == Some(*said))
}

/// Checks the input of a filter. Filters that make or join a list may take lists, but what is joined must be text.
fn only_texts(filter: &str, args: &[Value]) -> Result<(), Error> {
    let named = args.iter().any(Value::is_kwargs);
    match filter {
        "join" if named => Ok(()),
        "join" => {
            let list = args.first().filter(|list| list.kind() != ValueKind::String);
            let items = list.and_then(|list| list.try_iter().ok());
            items.into_iter().flatten().try_for_each(|item| is_text(&item))
        }
        "format" => args.iter().filter(|arg| !arg.is_kwargs()).try_for_each(is_text),
        _ => args.first().map_or(Ok(()), is_text),
    }
}

/// True if a value fits into the room, which it uses up.
fn fits(value: &Value, room: &mut usize) -> bool {
    let own = value.as_str().map_or(16, str::len) + 1;
    let Some(left) = room.checked_sub(own) else { return false };
    *room = left;
    if value.as_str().is_some() || value.as_object().is_none() {
        return true;
    }
    let is_map = value.kind() == minijinja::value::ValueKind::Map;
    let Ok(mut items) = value.try_iter() else { return true };
    if is_map {
        return items.all(|key| value.get_item(&key).is_ok_and(|item| fits(&item, room)));
    }
    items.all(|item| fits(&item, room))
}

/// `range(5)`, `range(1, 5)`, `range(9, 0, -3)`, as in Jinja.
fn range(first: i64, end: Option<i64>, step: Option<i64>) -> Result<Value, minijinja::Error> {
    let (first, end) = end.map_or((0, first), |end| (first, end));
    let problem = |what: &str| minijinja::Error::new(ErrorKind::InvalidOperation, what.to_owned());
    let step = i128::from(step.unwrap_or(1));
    let way = i128::from(end) - i128::from(first);
    let steps = match step {
        0 => return Err(problem("the step of a range can't be 0")),
        step => ((way + step - step.signum()) / step).max(0),
    };
    if steps > LONGEST_RANGE {
        return Err(problem(&format!("a range can have at most {LONGEST_RANGE} numbers")));
    }
    let numbers = (0..steps).map(move |number| i128::from(first) + number * step);
    Ok(numbers.filter_map(|number| i64::try_from(number).ok()).collect::<Vec<i64>>().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(template: &str) -> Result<String, ErrorKind> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        set(&mut environment);
        environment.render_str(template, ()).map_err(|error| error.kind())
    }

    #[test]
    fn limited_filters_work_as_usual() {
        for (template, expected) in [
            ("{{ ' a ' | trim | upper }}", "A"),
            ("{{ ['a', 'b'] | join(', ') }}", "a, b"),
            ("{{ [{'x': 1}, {'x': 2}] | join('-', attribute='x') }}", "1-2"),
            ("{{ 'a-b' | replace('-', '+') }}", "a+b"),
            ("{{ '%s %05.1f' | format('a', 2.5) }}", "a 002.5"),
            ("{{ 'a,b' | split(',') | last }}", "b"),
            ("{{ 'a\nb' | indent(2) }}", "a\n  b"),
            ("{{ 'ada byron' | title }}", "Ada Byron"),
        ] {
            assert_eq!(rendered(template).as_deref(), Ok(expected), "{template}");
        }
    }

    #[test]
    fn values_other_than_text_are_refused() {
        for (template, said) in [
            ("{{ ['a'] }}", "a list is not a text"),
            ("{{ range(3) }}", "a list is not a text"),
            ("{{ {'a': 'b'} }}", "a map is not a text"),
            ("{{ dict(a='b') }}", "a map is not a text"),
            ("{{ none }}", "none is not a text"),
            ("{{ [1, {'a': 'b'}] | string }}", "a list is not a text"),
            ("{{ ['a'] | upper }}", "a list is not a text"),
            ("{{ none | trim }}", "none is not a text"),
            ("{{ [['a'], 'b'] | join(' ') }}", "a list is not a text"),
            ("{{ '%s' | format(['a']) }}", "a list is not a text"),
        ] {
            let mut environment = Environment::new();
            set(&mut environment);
            let error = environment.render_str(template, ()).unwrap_err();
            assert!(is_no_text(&error) && error.to_string().contains(said), "{template}: {error}");
        }
    }

    #[test]
    fn a_huge_list_runs_out_of_fuel() {
        let list = "(['x' * 600000] * 100000000)";
        for filter in WRITERS {
            let kind = rendered(&format!("{{{{ {list} | {filter} }}}}")).unwrap_err();
            assert_eq!(kind, ErrorKind::OutOfFuel, "{filter}");
        }
        assert_eq!(rendered(&format!("{{{{ {list} }}}}")), Err(ErrorKind::OutOfFuel));
    }

    #[test]
    fn range_works_as_in_jinja() {
        let numbers = |expression: &str| {
            let mut environment = Environment::new();
            set(&mut environment);
            let text = format!("{{{{ range({expression}) | join(' ') }}}}");
            environment.render_str(&text, ()).map_err(|error| error.to_string())
        };
        for (expression, expected) in [
            ("4", "0 1 2 3"),
            ("1, 4", "1 2 3"),
            ("0, 7, 3", "0 3 6"),
            ("7, 0, -3", "7 4 1"),
            ("6, 0, -3", "6 3"),
            ("4, 1", ""),
            ("0", ""),
            ("-3", ""),
        ] {
            assert_eq!(numbers(expression).as_deref(), Ok(expected), "{expression}");
        }
        let most = "9223372036854775807";
        for expression in [most, &format!("-{most}, {most}"), &format!("{most}, -{most}, -1"), "0, 5, 0"] {
            assert!(numbers(expression).unwrap_err().contains("range"), "{expression}");
        }
    }
}
