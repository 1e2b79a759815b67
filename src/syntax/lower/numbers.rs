//! Numbers with their groups of digits, signs and units.

use super::Lower;
use crate::diag::signs;
use crate::num::print::grouped;
use crate::num::rat::Rat;
use crate::syntax::ast::Ident;
use crate::syntax::ast::expr::{Expr, ExprKind, Number, NumberUnit};
use crate::syntax::grammar::Rule;
use crate::syntax::tree::Node;
use crate::text::{Name, Span};

impl Lower<'_> {
    /// A `number` node.
    pub fn number(&mut self, node: Node<'_, '_>) -> Expr {
        let span = self.span(node);
        let mut number = Number { value: Rat::ZERO, decimals: 0, unit: NumberUnit::None };
        for n in node.children() {
            match n.kind() {
                Rule::currency => number.unit = NumberUnit::Currency(self.ident(n)),
                Rule::digits | Rule::miss_comma_number | Rule::miss_groups => self.amount(n, &mut number),
                Rule::miss_point_groups | Rule::miss_decimal_comma => {
                    let meant = self.comma_before_decimals(n, &mut number);
                    let place = self.span(n);
                    self.report(signs::digits_otherwise(place, n.text(), &meant));
                }
                Rule::percent => percent(&mut number),
                Rule::miss_percent_word => {
                    let place = self.span(n);
                    self.report(signs::percent_word(place));
                    percent(&mut number);
                }
                Rule::million => number.value = &number.value * &Rat::int(1_000_000),
                Rule::unit => self.unit(node, n, &mut number),
                _ => {}
            }
        }
        self.three_decimals(node, &number);
        Expr { kind: ExprKind::Number(number), span }
    }

    /// `EUR 25.000`: twenty-five, or twenty-five thousand as some write it?
    fn three_decimals(&mut self, node: Node<'_, '_>, number: &Number) {
        let counted = matches!(number.unit, NumberUnit::Currency(_) | NumberUnit::Named(..));
        let Some(digits) = node.child(Rule::digits).filter(|_| counted && number.decimals == 3) else { return };
        self.thousands_by_point(digits.text(), self.span(digits));
    }

    /// The bounds of a field take its unit, so they bear none themselves.
    pub fn bounds_of_field(&mut self, node: Node<'_, '_>) {
        let (text, is_digit) = (node.text(), |c: char| c.is_ascii_digit());
        let mut at = 0;
        while let Some(start) = text[at..].find(is_digit).map(|p| at + p) {
            let len = text[start..].find(|c| !is_digit(c) && c != '.').unwrap_or(text.len() - start);
            let digits = text[start..start + len].trim_end_matches('.');
            let first = node.start() + start;
            self.thousands_by_point(digits, self.range(first, first + digits.len()));
            at = start + len;
        }
    }

    /// `25.000`: twenty-five, or twenty-five thousand as some write it?
    fn thousands_by_point(&mut self, digits: &str, place: Span) {
        let Some((whole, part)) = digits.split_once('.') else { return };
        if part.len() != 3 || whole == "0" || !part.ends_with('0') || !(1..=3).contains(&whole.len()) {
            return;
        }
        let plain = if part == "000" { whole.to_string() } else { format!("{whole}.{part}0") };
        self.report(signs::three_decimals(place, digits, &format!("{whole} {part}"), &plain));
    }

    fn amount(&mut self, node: Node<'_, '_>, number: &mut Number) {
        let written = node.text();
        if node.kind() == Rule::miss_comma_number {
            let place = self.span(node);
            self.report(signs::digits_by_comma(place, &written.replace(',', " ")));
        }
        if node.kind() == Rule::miss_groups {
            let place = self.span(node);
            self.report(signs::odd_groups(place, &grouped(&written.replace(char::is_whitespace, ""), ' ')));
        }
        let whole = written.split('.').next().unwrap_or(written);
        // A month or day is told as the day that it is part of.
        let of_day = node.clause()[..node.start()].ends_with('-');
        if whole.len() > 1 && whole.starts_with('0') && !of_day {
            let place = self.span(node);
            self.report(signs::zeros_in_front(place));
        }
        let plain: String = written.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        number.decimals = plain.split_once('.').map_or(0, |(_, part)| part.len() as u32);
        number.value = Rat::parse_decimal(&plain).unwrap_or_default();
    }

    /// `5.000,00`, `EUR 5,50`: points between the groups, and a comma before the decimals. How it is written here.
    fn comma_before_decimals(&mut self, node: Node<'_, '_>, number: &mut Number) -> String {
        let (whole, part) = node.text().split_once(',').unwrap_or((node.text(), ""));
        let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
        number.decimals = part.len() as u32;
        number.value = Rat::parse_decimal(&format!("{whole}.{part}")).unwrap_or_default();
        format!("{}.{part}", grouped(&whole, ' '))
    }

    fn unit(&mut self, whole: Node<'_, '_>, node: Node<'_, '_>, number: &mut Number) {
        let above: Vec<Ident> = node.all(Rule::unit_name).map(|n| self.ident(n)).collect();
        let below: Vec<Ident> = node.all(Rule::unit_below).map(|n| self.ident(n)).collect();
        if let ([code], true) = (&above[..], below.is_empty())
            && is_currency(&code.name)
        {
            let place = self.span(whole);
            let amount = whole.clause()[whole.start()..node.start()].trim_end();
            self.report(signs::currency_behind(place, &code.name, amount));
            number.unit = NumberUnit::Currency(code.clone());
            return;
        }
        number.unit = NumberUnit::Named(above, below);
    }

    /// Whether two sides of a minus are a currency and a bare number.
    pub fn is_amount(&self, left: &Expr, right: &Expr) -> bool {
        let code =
            matches!(&left.kind, ExprKind::Path(path) if path.parts.len() == 1 && is_currency(&path.parts[0].name));
        code && matches!(&right.kind, ExprKind::Number(Number { unit: NumberUnit::None, .. }))
    }

    /// `EUR -10`: the sign stands before the currency.
    pub fn amount_below_zero(&mut self, currency: Expr, amount: Expr, minus: Span) -> Expr {
        let span = currency.span.to(amount.span);
        let (ExprKind::Path(path), ExprKind::Number(number)) = (currency.kind, amount.kind) else {
            return Expr { kind: ExprKind::Broken, span };
        };
        let Some(code) = path.parts.into_iter().next() else { return Expr { kind: ExprKind::Broken, span } };
        self.report(signs::minus_behind_currency(minus, &code.name, span.at_start()));
        let number = Number { unit: NumberUnit::Currency(code), ..number };
        let amount = Expr { kind: ExprKind::Number(number), span };
        Expr { kind: ExprKind::Negate(Box::new(amount)), span }
    }

    /// `€ 25` and `25 €`.
    pub fn signed_number(&mut self, node: Node<'_, '_>) -> Expr {
        let span = self.span(node);
        let mut number = Number { value: Rat::ZERO, decimals: 0, unit: NumberUnit::None };
        let (mut code, mut amount) = ("EUR", String::new());
        for n in node.children() {
            match n.kind() {
                Rule::currency_sign => {
                    code = match n.text() {
                        "£" => "GBP",
                        "$" => "USD",
                        _ => "EUR",
                    };
                    number.unit = NumberUnit::Currency(Ident { name: Name::new(code), span: self.span(n) });
                }
                Rule::million => {
                    number.value = &number.value * &Rat::int(1_000_000);
                    amount.push_str(" million");
                }
                Rule::miss_point_groups | Rule::miss_decimal_comma => {
                    amount.push_str(&self.comma_before_decimals(n, &mut number));
                }
                _ => {
                    self.amount(n, &mut number);
                    amount.push_str(&n.text().replace(',', " "));
                }
            }
        }
        self.report(signs::currency_sign(span, code, &amount));
        Expr { kind: ExprKind::Number(number), span }
    }
}

fn percent(number: &mut Number) {
    number.unit = NumberUnit::Percent;
    number.value = number.value.checked_div(&Rat::int(100)).unwrap_or_default();
}

fn is_currency(word: &str) -> bool {
    word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase())
}
