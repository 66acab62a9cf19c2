//! What a template reads of `current`, the customer in the help desk.

use minijinja::machinery::ast::{CallArg, Expr, Macro, Stmt};
use minijinja::machinery::parse;
use toml::Spanned;

use crate::mapping::error::MappingProblem;

/// The name in templates.
const CURRENT: &str = "current";
/// The member with the custom fields.
pub(super) const CUSTOM: &str = "customFields";

/// What a template reads of `current`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct CurrentUses {
    /// True if the template reads it at all.
    pub any: bool,
    /// The names that it takes from `current`, each with a name taken from that, if any.
    pub paths: Vec<(String, Option<String>)>,
    /// True if the template has a variable of its own with this name.
    own: bool,
}

impl CurrentUses {
    /// Reads a template. `None` if it does not read `current`, or has a variable of its own with this name.
    pub(super) fn checked(template: &Spanned<String>) -> Result<Option<Self>, MappingProblem> {
        let uses = Self::of(template.get_ref());
        if uses.own || !uses.any {
            return Ok(None);
        }
        match uses.paths.iter().find(|(first, then)| then.is_some() && first != CUSTOM) {
            None => Ok(Some(uses)),
            Some((field, _)) => {
                let message = format!("`current.{field}` is a text, which has no members");
                let help = format!("write current.{field}; custom fields are current.{CUSTOM}.NAME");
                Err(MappingProblem::new(template.span(), message).help(help))
            }
        }
    }

    /// Reads a template. An invalid template reads nothing.
    fn of(template: &str) -> Self {
        let mut uses = Self::default();
        if let Ok(parsed) = parse(template, "template", Default::default()) {
            uses.statement(&parsed);
        }
        uses
    }

    fn all(&mut self, statements: &[Stmt<'_>]) {
        statements.iter().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &Stmt<'_>) {
        match statement {
            Stmt::Template(found) => self.all(&found.children),
            Stmt::EmitExpr(found) => self.expression(&found.expr),
            Stmt::ForLoop(found) => {
                self.target(&found.target);
                self.expression(&found.iter);
                found.filter_expr.iter().for_each(|filter| self.expression(filter));
                self.all(&found.body);
                self.all(&found.else_body);
            }
            Stmt::IfCond(found) => {
                self.expression(&found.expr);
                self.all(&found.true_body);
                self.all(&found.false_body);
            }
            Stmt::WithBlock(found) => {
                for (target, value) in &found.assignments {
                    self.target(target);
                    self.expression(value);
                }
                self.all(&found.body);
            }
            Stmt::Set(found) => {
                self.target(&found.target);
                self.expression(&found.expr);
            }
            Stmt::SetBlock(found) => {
                self.target(&found.target);
                found.filter.iter().for_each(|filter| self.expression(filter));
                self.all(&found.body);
            }
            Stmt::AutoEscape(found) => self.all(&found.body),
            Stmt::FilterBlock(found) => {
                self.expression(&found.filter);
                self.all(&found.body);
            }
            Stmt::Block(found) => self.all(&found.body),
            Stmt::Macro(found) => self.declared(found),
            Stmt::CallBlock(found) => {
                self.expression(&found.call.expr);
                self.arguments(&found.call.args);
                self.declared(&found.macro_decl);
            }
            Stmt::Do(found) => {
                self.expression(&found.call.expr);
                self.arguments(&found.call.args);
            }
            _ => {}
        }
    }

    fn declared(&mut self, found: &Macro<'_>) {
        found.args.iter().for_each(|name| self.target(name));
        found.defaults.iter().for_each(|value| self.expression(value));
        self.all(&found.body);
    }

    fn target(&mut self, target: &Expr<'_>) {
        match target {
            Expr::Var(name) => self.own |= name.id == CURRENT,
            Expr::List(names) => names.items.iter().for_each(|name| self.target(name)),
            Expr::Tuple(names) => names.items.iter().for_each(|name| self.target(name)),
            other => self.expression(other),
        }
    }

    fn expression(&mut self, expression: &Expr<'_>) {
        if let Some(path) = path(expression) {
            self.any = true;
            let mut names = path.into_iter();
            self.paths.extend(names.next().map(|first| (first, names.next())));
            return;
        }
        match expression {
            Expr::Var(_) | Expr::Const(_) => {}
            Expr::Slice(found) => {
                self.expression(&found.expr);
                let ends = [&found.start, &found.stop, &found.step];
                ends.into_iter().flatten().for_each(|end| self.expression(end));
            }
            Expr::UnaryOp(found) => self.expression(&found.expr),
            Expr::BinOp(found) => {
                self.expression(&found.left);
                self.expression(&found.right);
            }
            Expr::Compare(found) => {
                self.expression(&found.expr);
                found.ops.iter().for_each(|op| self.expression(&op.expr));
            }
            Expr::IfExpr(found) => {
                self.expression(&found.test_expr);
                self.expression(&found.true_expr);
                found.false_expr.iter().for_each(|other| self.expression(other));
            }
            Expr::Filter(found) => {
                found.expr.iter().for_each(|own| self.expression(own));
                self.arguments(&found.args);
            }
            Expr::Test(found) => {
                self.expression(&found.expr);
                self.arguments(&found.args);
            }
            Expr::GetAttr(found) => self.expression(&found.expr),
            Expr::GetItem(found) => {
                self.expression(&found.expr);
                self.expression(&found.subscript_expr);
            }
            Expr::Call(found) => {
                self.expression(&found.expr);
                self.arguments(&found.args);
            }
            Expr::List(found) => found.items.iter().for_each(|item| self.expression(item)),
            Expr::Tuple(found) => found.items.iter().for_each(|item| self.expression(item)),
            Expr::Map(found) => {
                found.keys.iter().chain(&found.values).for_each(|item| self.expression(item));
            }
        }
    }

    fn arguments(&mut self, args: &[CallArg<'_>]) {
        for arg in args {
            match arg {
                CallArg::Pos(value)
                | CallArg::Kwarg(_, value)
                | CallArg::PosSplat(value)
                | CallArg::KwargSplat(value) => self.expression(value),
            }
        }
    }
}

/// Rejects `current` in a condition: the rules are applied before the customer of the row is known.
pub(super) fn refuse_in_condition(condition: &Spanned<String>) -> Result<(), MappingProblem> {
    let uses = CurrentUses::of(&format!("{{% if {} %}}{{% endif %}}", condition.get_ref()));
    if !uses.any {
        return Ok(());
    }
    let message =
        "`current` can't be used in [[when]]: the rules are applied before the row's customer is known";
    Err(MappingProblem::new(condition.span(), message)
        .help("use row['Column'] only, or read `current` in the template of a field"))
}

/// The names after `current`: none for `current` itself, `memo` for `current.memo` and `current['memo']`. `None` for an
/// expression that does not begin with `current`.
fn path(expression: &Expr<'_>) -> Option<Vec<String>> {
    match expression {
        Expr::Var(name) => (name.id == CURRENT).then(Vec::new),
        Expr::GetAttr(found) => {
            let mut path = path(&found.expr)?;
            path.push(found.name.to_owned());
            Some(path)
        }
        Expr::GetItem(found) => {
            let Expr::Const(name) = &found.subscript_expr else { return None };
            let name = name.value.as_str()?.to_owned();
            let mut path = path(&found.expr)?;
            path.push(name);
            Some(path)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("{{ row.current }} current", None)]
    #[case("{{ current }}", Some(""))]
    #[case("{{ current.memo[:9] }}", Some("memo"))]
    #[case("{{ current['memo'] | upper }}", Some("memo"))]
    #[case("{% if row.A in current.memo %}x{% endif %}", Some("memo"))]
    #[case("{{ 'x' if row.A else current.customFields['a b'] }}", Some("customFields/a b"))]
    #[case("{{ row.A | replace('x', current.city) }}", Some("city"))]
    #[case("{{ current[row.A] }}", Some(""))]
    #[case("{% set x = current %}{{ x.memo }}", Some(""))]
    #[case("{% macro f(a=current.city) %}{{ a }}{% endmacro %}{{ f() }}", Some("city"))]
    fn all_uses_are_found(#[case] template: &str, #[case] expected: Option<&str>) {
        let uses = CurrentUses::of(template);
        let shown = |(first, second): &(String, Option<String>)| match second {
            Some(second) => format!("{first}/{second}"),
            None => first.clone(),
        };
        let paths: Vec<String> = uses.paths.iter().map(shown).collect();
        assert_eq!(uses.any.then(|| paths.join(" ")).as_deref(), expected);
        assert!(!uses.own);
    }

    #[test]
    fn a_variable_of_the_template_is_told() {
        for own in
            ["{% set current = row.A %}{{ current }}", "{% for current in [1] %}{{ current }}{% endfor %}"]
        {
            assert!(CurrentUses::of(own).own, "{own}");
        }
    }
}
