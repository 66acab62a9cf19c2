//! Rejects lists where the engine has no limit: joining a list with a text (`list ~ text`), and comparing two
//! lists. Lists can be repeated to any length, so both are rejected when the mapping is read.

use std::collections::HashMap;

use minijinja::machinery::ast::{BinOpKind, CallArg, Expr, Stmt};
use minijinja::machinery::{parse, parse_expr};

/// What is wrong with a template, and what to write instead.
pub(super) type TemplateRefusal = (&'static str, &'static str);

const JOINED: TemplateRefusal = (
    "`~` joins texts, but one side is a list",
    "join the list first, as in (row['Tags'] | split(',') | join(', ')) ~ '!'",
);
const ROW: TemplateRefusal =
    ("`row` is all the cells, not a text", "name the column, as in row['Name'] ~ '!'");
const CURRENT: TemplateRefusal =
    ("`current` is a whole customer, not a text", "name the field, as in current.memo ~ '!'");
const NONE: TemplateRefusal =
    ("`~` joins pieces of text, and `none` (no value) is not a text", "write '' for an empty text");
const COMPARED: TemplateRefusal = (
    "two lists can't be compared",
    "join each list first, and compare the results, as in row['Tags'] | split(',') | join(',') == 'a,b'",
);

/// Filters that make a list of a text, or return a list.
const MAKE: [&str; 9] = ["split", "lines", "list", "sort", "unique", "select", "reject", "map", "chain"];
/// Filters that make a list of lists.
const NEST: [&str; 6] = ["batch", "slice", "groupby", "items", "dictsort", "zip"];
/// Filters that take one item of a list.
const TAKE: [&str; 6] = ["first", "last", "min", "max", "random", "sum"];

/// Why a template is rejected, if it is.
pub(super) fn refusal(template: &str) -> Option<TemplateRefusal> {
    let parsed = parse(template, "template", Default::default()).ok()?;
    Lists::default().looked_over(|lists| lists.statement(&parsed))
}

/// Why a condition is rejected, if it is.
pub(super) fn refusal_of_condition(expression: &str) -> Option<TemplateRefusal> {
    let parsed = parse_expr(expression).ok()?;
    Lists::default().looked_over(|lists| {
        lists.depth(&parsed);
    })
}

/// How deeply lists are nested in each name: 0 is not a list, 1 is a list, 2 is a list of lists or deeper.
#[derive(Default)]
struct Lists<'a> {
    names: HashMap<&'a str, u8>,
    /// The deepest argument of any macro.
    given: u8,
    refusal: Option<TemplateRefusal>,
}

const MOST: u8 = 2;

impl<'a> Lists<'a> {
    /// Repeats the analysis until nothing new is learned, because in a loop a name may be used before it gets its
    /// list. Each name can rise only twice.
    fn looked_over(mut self, look: impl Fn(&mut Self)) -> Option<TemplateRefusal> {
        loop {
            let before = (self.names.clone(), self.given);
            self.refusal = None;
            look(&mut self);
            if before == (self.names.clone(), self.given) {
                return self.refusal;
            }
        }
    }

    fn all(&mut self, statements: &[Stmt<'a>]) {
        statements.iter().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &Stmt<'a>) {
        match statement {
            Stmt::Template(found) => self.all(&found.children),
            Stmt::EmitExpr(found) => {
                self.depth(&found.expr);
            }
            Stmt::ForLoop(found) => {
                let depth = taken(self.depth(&found.iter));
                self.assign(&found.target, depth);
                if let Some(filter) = &found.filter_expr {
                    self.depth(filter);
                }
                self.all(&found.body);
                self.all(&found.else_body);
            }
            Stmt::IfCond(found) => {
                self.depth(&found.expr);
                self.all(&found.true_body);
                self.all(&found.false_body);
            }
            Stmt::WithBlock(found) => {
                for (target, value) in &found.assignments {
                    let depth = self.depth(value);
                    self.assign(target, depth);
                }
                self.all(&found.body);
            }
            Stmt::Set(found) => {
                let depth = self.depth(&found.expr);
                self.assign(&found.target, depth);
            }
            Stmt::SetBlock(found) => self.all(&found.body),
            Stmt::AutoEscape(found) => self.all(&found.body),
            Stmt::FilterBlock(found) => self.all(&found.body),
            Stmt::Macro(found) => {
                found.args.iter().for_each(|name| self.assign(name, self.given));
                self.all(&found.body);
            }
            Stmt::CallBlock(found) => self.all(&found.macro_decl.body),
            _ => {}
        }
    }

    fn assign(&mut self, target: &Expr<'a>, depth: u8) {
        match target {
            Expr::Var(name) => {
                let known = self.names.entry(name.id).or_default();
                *known = depth.max(*known);
            }
            Expr::List(names) => names.items.iter().for_each(|name| self.assign(name, taken(depth))),
            Expr::Tuple(names) => names.items.iter().for_each(|name| self.assign(name, taken(depth))),
            Expr::GetAttr(owner) => self.assign(&owner.expr, nested(depth)),
            _ => {}
        }
    }

    fn depth(&mut self, expression: &Expr<'a>) -> u8 {
        match expression {
            Expr::Var(name) => self.names.get(name.id).copied().unwrap_or_default(),
            Expr::Const(found) => {
                if found.value.as_object().is_some() {
                    MOST
                } else {
                    0
                }
            }
            Expr::List(found) => nested(self.deepest(&found.items)),
            Expr::Tuple(found) => nested(self.deepest(&found.items)),
            Expr::Map(found) => nested(self.deepest(&found.values)),
            Expr::Slice(found) => self.depth(&found.expr),
            Expr::UnaryOp(found) => {
                self.depth(&found.expr);
                0
            }
            Expr::BinOp(found) => {
                let left = self.depth(&found.left);
                let right = self.depth(&found.right);
                if matches!(found.op, BinOpKind::Concat) {
                    let odd = no_text(&found.left).or_else(|| no_text(&found.right));
                    // The template may have a variable with this name.
                    let odd = odd.filter(|odd| *odd != CURRENT || !self.names.contains_key("current"));
                    self.refusal = odd.or(self.refusal);
                }
                self.operation(found.op, left, right)
            }
            Expr::Compare(found) => {
                let first = self.depth(&found.expr);
                let others = found.ops.iter().map(|op| self.depth(&op.expr)).collect::<Vec<_>>();
                self.compared(first, others.into_iter().max().unwrap_or_default())
            }
            Expr::IfExpr(found) => {
                self.depth(&found.test_expr);
                let other = found.false_expr.as_ref().map_or(0, |other| self.depth(other));
                self.depth(&found.true_expr).max(other)
            }
            Expr::Filter(found) => {
                let own = found.expr.as_ref().map_or(0, |own| self.depth(own));
                let args = self.arguments(&found.args);
                filtered(found.name, own, args)
            }
            Expr::Test(found) => {
                self.depth(&found.expr);
                0
            }
            Expr::GetAttr(found) => taken(self.depth(&found.expr)),
            Expr::GetItem(found) => taken(self.depth(&found.expr)),
            Expr::Call(found) => {
                let args = self.arguments(&found.args);
                self.called(&found.expr, args)
            }
        }
    }

    fn called(&mut self, function: &Expr<'a>, args: u8) -> u8 {
        match function {
            Expr::Var(name) if name.id == "range" => 1,
            Expr::Var(name) if matches!(name.id, "dict" | "namespace") => nested(args),
            Expr::GetAttr(method) => self.depth(&method.expr),
            _ => {
                self.given = self.given.max(args);
                0
            }
        }
    }

    fn operation(&mut self, op: BinOpKind, left: u8, right: u8) -> u8 {
        use BinOpKind as Op;
        match op {
            Op::Concat => {
                if left.max(right) > 0 {
                    self.refusal = Some(JOINED);
                }
                0
            }
            Op::Eq | Op::Ne | Op::Gt | Op::Gte | Op::Lt | Op::Lte => self.compared(left, right),
            Op::Add | Op::Mul | Op::ScAnd | Op::ScOr => left.max(right),
            _ => 0,
        }
    }

    fn compared(&mut self, left: u8, right: u8) -> u8 {
        if left.min(right) > 0 {
            self.refusal = Some(COMPARED);
        }
        0
    }

    fn deepest(&mut self, items: &[Expr<'a>]) -> u8 {
        items.iter().map(|item| self.depth(item)).max().unwrap_or_default()
    }

    fn arguments(&mut self, args: &[CallArg<'a>]) -> u8 {
        let depth = |arg: &CallArg<'a>| match arg {
            CallArg::Pos(value) | CallArg::Kwarg(_, value) => self.depth(value),
            CallArg::PosSplat(value) | CallArg::KwargSplat(value) => taken(self.depth(value)),
        };
        args.iter().map(depth).max().unwrap_or_default()
    }
}

/// The refusal of an operand that is never text: the row, and `none`.
fn no_text(operand: &Expr<'_>) -> Option<TemplateRefusal> {
    match operand {
        Expr::Var(name) if name.id == "row" => Some(ROW),
        Expr::Var(name) if name.id == "current" => Some(CURRENT),
        Expr::Const(found) if found.value.is_none() => Some(NONE),
        Expr::IfExpr(found) => {
            no_text(&found.true_expr).or_else(|| found.false_expr.as_ref().and_then(no_text))
        }
        Expr::Filter(found) if matches!(found.name, "default" | "d") => {
            found.args.iter().find_map(|arg| match arg {
                CallArg::Pos(value) => no_text(value),
                _ => None,
            })
        }
        Expr::BinOp(found) if matches!(found.op, BinOpKind::ScOr | BinOpKind::ScAnd) => no_text(&found.right),
        _ => None,
    }
}

/// The depth of a list of such values.
fn nested(depth: u8) -> u8 {
    (depth + 1).min(MOST)
}

/// The depth of one item. An item of the deepest known level may still be a list.
fn taken(depth: u8) -> u8 {
    if depth == MOST { MOST } else { 0 }
}

fn filtered(name: &str, own: u8, args: u8) -> u8 {
    match name {
        _ if MAKE.contains(&name) => own.max(args).max(1),
        _ if NEST.contains(&name) => MOST,
        _ if TAKE.contains(&name) => taken(own),
        "default" | "d" | "reverse" => own.max(args),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("{{ (['x' * 600000] * 100000000) ~ 'a' }}", Some(JOINED))]
    #[case("{{ 'a' ~ range(9) }}", Some(JOINED))]
    #[case("{{ dict(a=[row['x']] * 9) ~ 'x' }}", Some(JOINED))]
    #[case("{% set a = [row['x']] %}{% set b = a * 9 %}{{ b ~ 'x' }}", Some(JOINED))]
    #[case(
        "{% set n = namespace(a='x') %}{% for i in range(60) %}{% set n.a = [n.a, n.a] %}{% endfor %}{{ n.a ~ 'x' }}",
        Some(JOINED)
    )]
    #[case("{{ ([1] * 9) == ([1] * 9) }}", Some(COMPARED))]
    #[case("{{ row ~ 'b' }}", Some(ROW))]
    #[case("{{ 'b' ~ (row['a'] or row) }}", Some(ROW))]
    #[case("{{ none ~ 'x' }}", Some(NONE))]
    #[case("{{ 'x' ~ (row['a'] if row['b'] else none) }}", Some(NONE))]
    #[case("{{ 'x' ~ row['a'] | default(none) }}", Some(NONE))]
    #[case("{{ row['a'] | reverse ~ 'x' }}", None)]
    #[case("{{ row['a'] | split(',') | join(' ') ~ row['b'] }}", None)]
    #[case("{{ (row['a'] | split(','))[0] ~ row['b'] | upper }}", None)]
    #[case("{% for part in row['a'] | split(',') %}{{ part ~ '!' }}{% endfor %}", None)]
    #[case("{% set n = namespace(a='') %}{% set n.a = n.a ~ row['b'] %}{{ n.a }}", None)]
    #[case("{% if row['a'] == 'x' and (row['b'] | list | length) > 3 %}1{% endif %}", None)]
    fn lists_and_other_non_texts_are_refused_in_templates(
        #[case] template: &str,
        #[case] expected: Option<TemplateRefusal>,
    ) {
        assert_eq!(refusal(template), expected);
    }

    #[test]
    fn lists_are_refused_in_conditions() {
        assert_eq!(refusal_of_condition("([row['a']] * 9) ~ 'x' == 'y'"), Some(JOINED));
        assert_eq!(refusal_of_condition("row['a'] ~ 'x' == 'y'"), None);
    }
}
