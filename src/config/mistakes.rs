//! 纠错: where readers say that something is wrong, and the links that tell what they saw.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::Spanned;
use super::url::is_link;
use crate::diag;
use crate::say;
use crate::yaml::fields::Fields;
use crate::yaml::report::Report;

/// Where readers report mistakes. Nothing in it can break out of a link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mistakes {
    /// 邮箱: the mail address; empty if there is none.
    pub mail: String,
    /// 电话; may be empty.
    pub phone: String,
    /// 表单: the address of a form with places to fill in; empty if there is none.
    pub form: String,
}

/// What somebody saw where it may be wrong. An empty text is not told.
#[derive(Clone, Copy, Debug, Default)]
pub struct MistakeSubject<'a> {
    /// The title of the page.
    pub title: &'a str,
    /// Its absolute address.
    pub url: &'a str,
    /// 索引号.
    pub number: &'a str,
    /// The indicator.
    pub indicator: &'a str,
    /// The period of its figure.
    pub period: &'a str,
    /// The figure, as it is shown.
    pub value: &'a str,
    /// A table in a text: its caption, or which it is.
    pub table: &'a str,
}

/// The places that a form's address may have, by both names.
const PLACES: [(&str, &str); 5] =
    [("索引号", "index_number"), ("指标", "indicator"), ("期", "period"), ("数值", "value"), ("网址", "url")];

impl Mistakes {
    /// The link by which a reader tells what is wrong with what was seen: the form, else a letter with its
    /// subject and the beginning of its text; `None` if the site has neither.
    #[must_use]
    pub fn link(&self, seen: &MistakeSubject<'_>) -> Option<String> {
        if !self.form.is_empty() {
            return Some(self.filled_in(seen));
        }
        if self.mail.is_empty() {
            return None;
        }
        let about = if seen.indicator.is_empty() { seen.title } else { seen.indicator };
        let mut lines = String::new();
        for (label, value) in [
            ("索引号", seen.number),
            ("标题", seen.title),
            ("指标", seen.indicator),
            ("期", seen.period),
            ("网页上的数值", seen.value),
            ("表", seen.table),
            ("网页", seen.url),
        ] {
            if !value.is_empty() {
                lines.extend([label, "：", value, "\r\n"]);
            }
        }
        lines.push_str("\r\n哪里不对，应当是什么：\r\n");
        Some(format!(
            "mailto:{}?subject={}&body={}",
            self.mail,
            encoded(&format!("纠错：{about}")),
            encoded(&lines)
        ))
    }

    /// Whether the links lead to another site.
    #[must_use]
    pub fn is_form(&self) -> bool {
        !self.form.is_empty()
    }

    fn filled_in(&self, seen: &MistakeSubject<'_>) -> String {
        // A form has one place for what it is about.
        let about = if seen.indicator.is_empty() { seen.table } else { seen.indicator };
        let values = [seen.number, about, seen.period, seen.value, seen.url];
        let mut out = String::with_capacity(self.form.len() + 200);
        let mut rest = self.form.as_str();
        while let Some((before, behind)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, behind)) = behind.split_once('}') else { break };
            if let Some(value) = place_named(name).and_then(|at| values.get(at)) {
                out.push_str(&encoded(value));
            }
            rest = behind;
        }
        out.push_str(rest);
        out
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn place_named(name: &str) -> Option<usize> {
    PLACES.iter().position(|(zh, en)| *zh == name || *en == name)
}

/// The fewest digits of a telephone number: 110.
const SHORTEST_NUMBER: usize = 3;

/// Reads 纠错.
pub(super) fn read(fields: &Fields<'_, '_>, report: &mut Report<'_>) -> Mistakes {
    let Some(mistakes) = fields.record("纠错", report) else { return Mistakes::default() };
    let mail =
        mistakes.text("邮箱", report).filter(|mail| is_sound(mail, "邮箱", is_mail(&mail.value), report));
    let form = mistakes.text("表单", report).filter(|form| {
        is_sound(form, "表单", is_link(&form.value), report) && has_known_places(form, report)
    });
    let phone =
        mistakes.text("电话", report).filter(|phone| is_sound(phone, "电话", is_phone(&phone.value), report));
    let value = |text: Option<Spanned<String>>| text.map(|text| text.value).unwrap_or_default();
    Mistakes { mail: value(mail), phone: value(phone), form: value(form) }
}

/// Passes on whether an address can stand in a link; says so if it cannot.
fn is_sound(text: &Spanned<String>, key: &str, is_sound: bool, report: &mut Report<'_>) -> bool {
    if is_sound {
        return true;
    }
    let (message, help) = if text.value.contains(['\n', '\r']) {
        (
            say!("纠错的{key}里有换行", "there is a line break in an address for mistakes"),
            say!("写在一行里", "write it on one line"),
        )
    } else {
        (
            say!("纠错的{key}不能用", "this address for mistakes cannot be used"),
            say!(
                "邮箱写成 `gk@example.gov.cn`，一个；电话写成 `0571-12345678`；表单写成 `https://…?hao={{索引号}}`，不能有空格和引号",
                "write one mail address, as `gk@example.gov.cn`, a phone as `0571-12345678`, a form as `https://…?number={{index_number}}`"
            ),
        )
    };
    report.error("invalid-mistake-address", text.span.clone(), message).help(help);
    false
}

fn is_mail(text: &str) -> bool {
    let is_plain = |text: &str, more: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    text.split_once('@').is_some_and(|(name, host)| {
        is_plain(name, ".-_+") && is_plain(host, ".-") && host.contains('.') && !host.starts_with('.')
    })
}

/// Whether it is a number that somebody can dial, perhaps with words such as 转.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits >= SHORTEST_NUMBER && !text.chars().any(|c| c.is_control() || "<>\"@".contains(c))
}

fn has_known_places(form: &Spanned<String>, report: &mut Report<'_>) -> bool {
    for piece in form.value.split('{').skip(1) {
        let (name, is_closed) = piece.split_once('}').map_or((piece, false), |(name, _)| (name, true));
        if is_closed && place_named(name).is_some() {
            continue;
        }
        if !is_closed {
            let message = say!("表单网址里的 {{ 后面没有 }}", "in a form's address a {{ has no }} behind it");
            let help = say!("写成 `{{索引号}}` 这样，两边都有括号", "write it as `{{index_number}}`");
            report.error("invalid-mistake-address", form.span.clone(), message).help(help);
            return false;
        }
        let near = diag::nearest(name, PLACES.iter().flat_map(|(zh, en)| [*zh, *en]));
        let help = match near {
            Some(near) => say!("是不是 `{{{near}}}`？", "did you mean `{{{near}}}`?"),
            None => say!(
                "可以用 {{索引号}} {{指标}} {{期}} {{数值}} {{网址}}",
                "use {{index_number}} {{indicator}} {{period}} {{value}} {{url}}"
            ),
        };
        let message =
            say!("表单网址里没有 `{{{name}}}` 这个项目", "a form's address has no place `{{{name}}}`");
        report.error("invalid-mistake-address", form.span.clone(), message).help(help);
        return false;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{MistakeSubject, Mistakes};

    const SEEN: MistakeSubject<'static> = MistakeSubject {
        title: "2024年就业",
        url: "https://gk.example.gov.cn/1.html",
        number: "002590761/2024-00001",
        indicator: "培训&就业",
        period: "三季度",
        value: "2.39万人次",
        table: "",
    };

    #[test]
    fn a_letter_says_what_was_seen() {
        let contact = Mistakes { mail: "gk@example.gov.cn".to_owned(), ..Mistakes::default() };
        let link = contact.link(&SEEN).unwrap_or_default();
        let (address, rest) = link.split_once('?').unwrap_or_default();
        assert_eq!(address, "mailto:gk@example.gov.cn");
        assert!(!rest.contains(' ') && rest.matches('&').count() == 1, "{rest}");
        let text = percent_encoding::percent_decode_str(rest).decode_utf8_lossy();
        for part in [
            "纠错：培训&就业",
            "索引号：002590761/2024-00001\r\n",
            "期：三季度\r\n",
            "网页上的数值：2.39万人次\r\n",
        ] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn a_form_is_filled_in_with_what_was_seen() {
        let form = "https://x.example.gov.cn/f?n={索引号}&z={indicator}&v={数值}#top".to_owned();
        let contact = Mistakes { form, mail: "gk@example.gov.cn".to_owned(), ..Mistakes::default() };
        assert_eq!(
            contact.link(&SEEN).as_deref(),
            Some(
                "https://x.example.gov.cn/f?n=002590761%2F2024%2D00001&z=%E5%9F%B9%E8%AE%AD%26%E5%B0%B1%E4%B8%9A&v=2%2E39%E4%B8%87%E4%BA%BA%E6%AC%A1#top"
            )
        );
        assert_eq!(Mistakes::default().link(&SEEN), None);
    }
}
