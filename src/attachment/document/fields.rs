//! Fields: a code, and what it shows. Most keep what they showed last as text behind the code; some keep
//! nothing and are drawn from their code.

use super::{RunContent, numerals, symbols};

/// A field that is open.
#[derive(Debug, Default)]
pub(super) struct OpenField {
    /// Its code so far.
    pub(super) code: String,
    /// Whether its code is complete and what follows is what it shows.
    pub(super) is_result: bool,
    /// Whether it has shown something.
    pub(super) has_shown: bool,
    /// Whether it is a box, and has a tick.
    pub(super) tick: Option<bool>,
    /// The words to choose from, and which was chosen.
    pub(super) choices: Vec<String>,
    pub(super) chosen: usize,
}

impl OpenField {
    /// What a reader sees of a field that keeps nothing of it. `None`: it shows nothing.
    pub(super) fn shown(&self) -> Option<RunContent> {
        let code = self.code.trim();
        let (name, rest) = code.split_once(|c: char| c.is_whitespace() || c == '\\').unwrap_or((code, ""));
        let rest = rest.trim();
        let text = |text: &str| (!text.is_empty()).then(|| RunContent::Text(text.to_owned()));
        match &*name.to_ascii_uppercase() {
            "EQ" => equation(code.get(2..).unwrap_or("")),
            "FORMCHECKBOX" => text(if self.tick == Some(true) { "☑" } else { "□" }),
            "FORMDROPDOWN" => self.choices.get(self.chosen).and_then(|choice| text(choice)),
            // The words behind the name of what is started.
            "MACROBUTTON" | "GOTOBUTTON" => {
                rest.split_once(char::is_whitespace).and_then(|(_, words)| text(words.trim()))
            }
            "SYMBOL" => symbol(rest),
            "AUTONUM" | "AUTONUMLGL" | "AUTONUMOUT" | "LISTNUM" | "INCLUDEPICTURE" | "INCLUDETEXT" => {
                Some(RunContent::Object(format!("域（{code}）")))
            }
            _ => None,
        }
    }
}

/// `57 \f "Wingdings"`: a sign by its number.
fn symbol(rest: &str) -> Option<RunContent> {
    let number = rest.split_whitespace().next()?;
    let code = match number.strip_prefix("0x").or_else(|| number.strip_prefix("0X")) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    let letter = char::from_u32(code)?.to_string();
    let font = rest.split_once("\\f").map_or("", |(_, font)| font.trim().trim_matches('"'));
    let font = font.split('"').next().unwrap_or("");
    Some(RunContent::Text(symbols::shown(font, &letter).unwrap_or(letter)))
}

/// ` \o\ac(○,印)`: signs one above the other, fractions, roots. What stands in a ring is one sign if there is
/// such a sign; of anything else the words are given in a line.
fn equation(code: &str) -> Option<RunContent> {
    let (switches, inside) = code.split_once('(')?;
    let inside = inside.trim_end().strip_suffix(')').unwrap_or(inside);
    let is_over = switches.to_ascii_lowercase().contains("\\o");
    if is_over && let Some((ring, word)) = inside.split_once([',', ';', '，']) {
        let word = word.trim();
        let number = word.parse::<u32>().ok().filter(|number| (1..=50).contains(number));
        if ["○", "〇", "О", "◯"].contains(&ring.trim())
            && let Some(number) = number
        {
            return Some(RunContent::Text(numerals::write(number, "decimalEnclosedCircle")));
        }
    }
    let mut words = String::new();
    let mut signs = inside.chars().peekable();
    let is_fraction = switches.to_ascii_lowercase().contains("\\f");
    while let Some(sign) = signs.next() {
        match sign {
            // A switch, or a sign that would part arguments.
            '\\' => match signs.next() {
                Some(letter) if letter.is_ascii_alphabetic() => {
                    while signs.next_if(char::is_ascii_alphanumeric).is_some() {}
                }
                Some(escaped) => words.push(escaped),
                None => {}
            },
            ',' | ';' if is_fraction => words.push('/'),
            ',' | ';' | '(' | ')' => {}
            sign => words.push(sign),
        }
    }
    (!words.trim().is_empty()).then_some(RunContent::Equation(words))
}

#[cfg(test)]
mod tests {
    use super::{OpenField, RunContent};

    #[test]
    fn what_is_drawn_from_a_code_is_shown() {
        let text = |text: &str| Some(RunContent::Text(text.to_owned()));
        let equation = |text: &str| Some(RunContent::Equation(text.to_owned()));
        for (code, shown) in [
            (" EQ \\o\\ac(○,21) ", text("㉑")),
            ("eq \\o\\ac(○, 3)", text("③")),
            ("EQ \\o\\ac(○,印)", equation("○印")),
            (" EQ \\f(1,2) ", equation("1/2")),
            ("EQ \\s\\up5(甲\\,乙)", equation("甲,乙")),
            (" SYMBOL 82 \\f \"Wingdings 2\" \\s 12", text("☑")),
            (" MACROBUTTON NoMacro 单击此处填写", text("单击此处填写")),
            (" FORMCHECKBOX ", text("□")),
            (" AUTONUM ", Some(RunContent::Object("域（AUTONUM）".to_owned()))),
            (" XE \"词\" ", None),
            (" PAGE ", None),
            ("", None),
        ] {
            let field = OpenField { code: code.to_owned(), ..OpenField::default() };
            assert_eq!(field.shown(), shown, "{code}");
        }
        let ticked = OpenField { code: "FORMCHECKBOX".to_owned(), tick: Some(true), ..OpenField::default() };
        assert_eq!(ticked.shown(), text("☑"));
    }
}
