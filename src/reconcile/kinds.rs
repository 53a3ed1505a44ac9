//! Things that are known to have so many kinds and no others: 第一产业, 第二产业 and 第三产业 make up the 生产总值.
//! Their numbers, side by side in one sentence, are held against that of the whole before them.

use super::amount::{NumberSpan, between, half_unit, is_rough, measure, slack, written};
use super::changes::is_change;
use super::passage::ProseBlock;
use super::prose::{Sentence, sentences_of};
use super::{Question, Where};
use crate::quantity::{Decimal, plain, rounded};
use crate::say;

/// A whole by the words before its number, and all its kinds by theirs.
struct Kinds {
    whole: &'static [&'static str],
    kinds: &'static [&'static [&'static str]],
}

const KNOWN: &[Kinds] = &[
    Kinds {
        whole: &["生产总值", "GDP"], kinds: &[&["第一产业"], &["第二产业"], &["第三产业"]]
    },
    Kinds {
        whole: &["公共预算收入", "公共财政预算收入", "公共财政收入"],
        kinds: &[&["税收收入"], &["非税收入"]],
    },
    Kinds {
        whole: &["人口"], kinds: &[&["城镇人口", "城镇的人口"], &["乡村人口", "乡村的人口"]]
    },
    Kinds { whole: &["人口"], kinds: &[&["男性"], &["女性"]] },
    Kinds {
        whole: &["信访", "举报"], kinds: &[&["已办结"], &["阶段性办结"], &["未办结", "正在办理"]]
    },
    Kinds { whole: &["粮食"], kinds: &[&["小春粮食"], &["大春粮食"]] },
    Kinds {
        whole: &["消费品零售"], kinds: &[&["城镇消费品零售额"], &["乡村消费品零售额"]]
    },
    Kinds {
        whole: &["农林牧渔业总产值", "农林牧渔总产值"],
        kinds: &[
            &["农业产值", "农业总产值"],
            &["林业产值", "林业总产值"],
            &["牧业产值", "牧业总产值"],
            &["渔业产值", "渔业总产值"],
            &["服务业产值", "服务业总产值", "辅助性活动产值"],
        ],
    },
];
/// Words between the name of a kind and its number.
const LINKS: &[&str] = &["人口", "完成", "实现", "增加值", "产值", "产量", "为", "达到", "达", "共"];
/// Names of a share that leaves no other.
const REST: &[&str] = &["其余", "其他", "其它"];
/// The fewest shares that are taken for all.
const FEWEST_SHARES: usize = 3;
/// The longest name of a kind that stands alone before its share.
const LONGEST_KIND: usize = 6;
/// Characters of words before a rate that is no share.
const NO_KINDS: &[char] = &[
    '率', '度', '增', '长', '升', '降', '减', '少', '高', '低', '比', '完', '成', '达', '到', '快', '慢',
    '超', '每', '均', '按', '为', '回', '落', '跌', '涨', '幅',
];
/// How many sentences before the kinds that of the whole may stand.
const FARTHEST: usize = 3;

/// Asks about a sentence.
pub(super) fn ask(sentence: &Sentence<'_>, questions: &mut Vec<Question>) {
    questions.extend(KNOWN.iter().flat_map(|known| of_kinds(sentence, known)));
    questions.extend(of_structure(sentence));
    questions.extend(of_sectors(sentence));
    questions.extend(of_all_shares(sentence));
}

/// Asks about the three sectors where other sentences, or parts of theirs, stand between them:
/// `第二产业增加值65亿元，其中工业增加值40亿元。第三产业增加值90亿元`.
pub(super) fn across(block: &ProseBlock, questions: &mut Vec<Question>) {
    let sectors = ["第一产业", "第二产业", "第三产业"];
    if !sectors.iter().chain(&["生产总值"]).all(|name| block.text.contains(name)) {
        return;
    }
    let sentences = sentences_of(block);
    let all = || sentences.iter().flat_map(|of| (0..of.numbers.len()).map(move |at| (of, at)));
    let only = |name: &str| {
        let mut found = all().filter(|(of, at)| names(of, *at, name) && !is_change(of, *at));
        found.next().filter(|(of, at)| found.next().is_none() && !is_rough(of, *at))
    };
    let is_whole = |(of, at): &(&Sentence<'_>, usize)| {
        let words = between(of, *at);
        words.contains("生产总值")
            && !words.contains("人均")
            && !is_change(of, *at)
            && !of.numbers[*at].is_rate
    };
    let places: Option<Vec<_>> = sectors.iter().map(|name| only(name)).collect();
    let (Some(places), Some((of_whole, whole_at))) = (places, all().find(is_whole)) else { return };
    let whole = &of_whole.numbers[whole_at];
    let unit = measure(whole);
    if unit.is_none() || places.iter().any(|(of, at)| measure(&of.numbers[*at]) != unit) {
        return;
    }
    let sum: Decimal = places.iter().map(|(of, at)| of.numbers[*at].value).sum();
    let may_miss: Decimal = places.iter().map(|(of, at)| slack(&of.numbers[*at])).sum();
    if is_rough(of_whole, whole_at) || (whole.value - sum).abs() <= may_miss + slack(whole) {
        return;
    }
    let new = add_up_to(&written(of_whole, whole_at), &sectors.join("、"), sum, unit.unwrap_or(""));
    if !questions.iter().any(|old| old.rule == new.rule && old.about == new.about) {
        questions.push(new);
    }
}

/// Asks about a whole whose kinds make another sum.
fn add_up_to(whole: &str, names: &str, sum: Decimal, unit: &str) -> Question {
    let sum = plain(sum);
    Question {
        rule: "parts-disagree",
        about: whole.to_owned(),
        place: Where::Words(vec![whole.to_owned()]),
        message: say!(
            "写的是{whole}，而{names}相加是{sum}{unit}",
            "it says {whole}, but {names} add up to {sum}"
        ),
        related: Vec::new(),
    }
}

fn of_kinds(sentence: &Sentence<'_>, known: &Kinds) -> Vec<Question> {
    let Some((places, unit)) = places(sentence, known) else { return Vec::new() };
    let mut asked = of_shares(sentence, &places, unit);
    asked.extend(of_sum(sentence, known, &places, unit));
    asked
}

/// Where the numbers of all kinds stand, and what they count.
fn places<'s>(sentence: &Sentence<'s>, known: &Kinds) -> Option<(Vec<usize>, &'s str)> {
    if !known.kinds.iter().all(|kind| kind.iter().any(|name| sentence.text().contains(name))) {
        return None;
    }
    let place = |kind: &&[&str]| {
        (0..sentence.numbers.len()).find(|at| kind.iter().any(|name| names(sentence, *at, name)))
    };
    let places = known.kinds.iter().map(place).collect::<Option<Vec<usize>>>()?;
    let unit = measure(&sentence.numbers[*places.first()?])?;
    let is_alike = |at: &usize| measure(&sentence.numbers[*at]) == Some(unit) && !is_rough(sentence, *at);
    (places.is_sorted() && places.iter().all(is_alike) && are_all(sentence, &places, unit))
        .then_some((places, unit))
}

/// Whether no other number in the same measure stands among those of the kinds or right behind them, which
/// might be that of one more kind: `其中税收收入60亿元，非税收入30亿元，基金收入10亿元`.
fn are_all(sentence: &Sentence<'_>, places: &[usize], unit: &str) -> bool {
    let (Some(first), Some(last)) = (places.first(), places.last()) else { return false };
    let behind = last + 1..sentence.numbers.len();
    let behind = behind.take_while(|at| !between(sentence, *at).contains(['；', ';']));
    let is_other = |at: usize| measure(&sentence.numbers[at]) == Some(unit) && !is_change(sentence, at);
    !(*first..*last).filter(|at| !places.contains(at)).chain(behind).any(is_other)
}

/// The shares right behind the numbers of the kinds, against all of them together.
fn of_shares(sentence: &Sentence<'_>, places: &[usize], unit: &str) -> Vec<Question> {
    let parts = || places.iter().map(|at| NumberSpan::of(&sentence.numbers[*at]));
    let sum =
        NumberSpan { low: parts().map(|part| part.low).sum(), high: parts().map(|part| part.high).sum() };
    let is_share = |rate: &usize| {
        let is_rate = sentence.numbers.get(*rate).is_some_and(|number| number.is_rate);
        is_rate
            && !is_rough(sentence, *rate)
            && matches!(between(sentence, *rate), "，占" | ",占" | "，占比" | "（占")
    };
    let wrong = |rate: usize| {
        let said = sentence.numbers[rate].value;
        let computed = NumberSpan::of(&sentence.numbers[rate - 1]).percent_of(sum)?;
        if computed.holds(said) {
            return None;
        }
        let (part, said_text) = (written(sentence, rate - 1), sentence.written(rate));
        let (computed, total) = (rounded(computed.written, said.scale().max(1)), plain(sum.middle()));
        Some(Question {
            rule: "share-disagrees",
            about: format!("{part}占{said_text}"),
            place: Where::Words(vec![format!("{part}{}{said_text}", between(sentence, rate))]),
            message: say!(
                "写的是占{said_text}，而{part}占各类合计{total}{unit}的{computed}%",
                "the share is given as {said_text}, but {part} of all kinds, {total}, is {computed}%"
            ),
            related: Vec::new(),
        })
    };
    places.iter().map(|at| at + 1).filter(is_share).filter_map(wrong).collect()
}

/// The numbers of all kinds together, against that of the whole before them.
fn of_sum(sentence: &Sentence<'_>, known: &Kinds, places: &[usize], unit: &str) -> Option<Question> {
    let parts = || places.iter().map(|at| &sentence.numbers[*at]);
    let sum: Decimal = parts().map(|part| part.value).sum();
    let may_miss: Decimal = parts().map(slack).sum();
    let mut nearest = None;
    let mut look = |of_whole: &Sentence<'_>, end: usize| {
        let is_whole = |at: &usize| {
            let number = &of_whole.numbers[*at];
            measure(number) == Some(unit)
                && known.whole.iter().any(|word| of_whole.before(*at).contains(word))
                && !is_change(of_whole, *at)
        };
        let wholes: Vec<usize> = (0..end).rev().filter(is_whole).collect();
        let fits = |at: &usize| {
            let number = &of_whole.numbers[*at];
            is_rough(of_whole, *at) || (number.value - sum).abs() <= may_miss + slack(number)
        };
        // Of `人口112635人，其中乡村人口57920人；男性…，女性…` the first is meant.
        let likely = wholes.iter().min_by_key(|at| (of_whole.numbers[**at].value - sum).abs());
        if let (None, Some(at)) = (&nearest, likely) {
            nearest = Some(written(of_whole, *at));
        }
        wholes.iter().any(fits)
    };
    let mut is_right = look(sentence, places[0]);
    let mut earlier = sentence.previous();
    for _ in 0..FARTHEST {
        let Some(before) = earlier else { break };
        is_right |= look(&before, before.numbers.len());
        earlier = before.previous();
    }
    let whole = nearest.filter(|_| !is_right)?;
    let names: Vec<&str> = known.kinds.iter().filter_map(|kind| kind.first().copied()).collect();
    Some(add_up_to(&whole, &names.join("、"), sum, unit))
}

/// Whether the number is that of a kind: its name stands before it and nothing else between.
fn names(sentence: &Sentence<'_>, at: usize, kind: &str) -> bool {
    let before = sentence.before(at);
    let Some(start) = before.rfind(kind) else { return false };
    let mut rest = &before[start + kind.len()..];
    while let Some(shorter) = LINKS.iter().find_map(|link| rest.strip_prefix(link)) {
        rest = shorter;
    }
    rest.is_empty() && measure(&sentence.numbers[at]).is_some()
}

/// The shares of the three sectors, each behind its name: `第一产业占生产总值的比重为3.8%，第二产业比重为80.9%，第三产业比重为15.3%`.
fn of_sectors(sentence: &Sentence<'_>) -> Option<Question> {
    let names = ["第一产业", "第二产业", "第三产业"];
    if !sentence.text().contains("比重") || !names.iter().all(|name| sentence.text().contains(name)) {
        return None;
    }
    let rates: Vec<usize> = (0..sentence.numbers.len()).filter(|at| sentence.numbers[*at].is_rate).collect();
    let [_, _, _] = *rates else { return None };
    let is_share = |(name, at): (&&str, &usize)| {
        let words = between(sentence, *at);
        let behind = words.rfind(name).map(|start| &words[start + name.len()..]);
        let is_named = behind.is_some_and(|behind| behind.contains("比重") || behind.contains('占'));
        let is_other =
            ["增长", "下降", "提高", "贡献", "拉动", "上升", "、"].iter().any(|word| words.contains(word));
        is_named && !is_other && !is_rough(sentence, *at)
    };
    if !names.iter().zip(&rates).all(is_share) {
        return None;
    }
    let shares = || rates.iter().map(|at| sentence.numbers[*at].value);
    let sum: Decimal = shares().sum();
    if (sum - Decimal::ONE_HUNDRED).abs() <= shares().map(half_unit).sum() {
        return None;
    }
    let said = rates.iter().map(|at| sentence.written(*at)).collect::<Vec<_>>().join("、");
    let sum = plain(sum);
    Some(Question {
        rule: "share-disagrees",
        about: said.clone(),
        place: Where::Words(rates.iter().map(|at| sentence.written(*at)).collect()),
        message: say!(
            "{said}相加是{sum}%，三次产业的比重相加应当是100%",
            "{said} add up to {sum}%; the shares of the three sectors add up to 100%"
        ),
        related: Vec::new(),
    })
}

/// Shares side by side, of which the last is that of all others: `咨询类占71.4%，求助类占12.2%，其他类占16.4%`.
fn of_all_shares(sentence: &Sentence<'_>) -> Option<Question> {
    let clause = |at: usize| {
        let words = between(sentence, at).trim_end_matches(['为', '达', '约']);
        words.rsplit(['，', ',', '；', '、', '：', ':']).next().unwrap_or(words)
    };
    let is_other = |at: &usize| REST.iter().any(|rest| clause(*at).starts_with(rest));
    let is_share = |at: &usize| {
        let words = clause(*at);
        let is_said = words.ends_with('占') || words.ends_with("占比") || is_other(at) || is_kind(words);
        sentence.numbers[*at].is_rate && is_said
    };
    let last = (2..sentence.numbers.len()).find(|at| is_share(at) && is_other(at))?;
    let before = (0..last).rev().take_while(is_share).count();
    let shares = last - before..=last;
    let are_sure = shares.clone().all(|at| !is_rough(sentence, at)) && before + 1 >= FEWEST_SHARES;
    let values = || shares.clone().map(|at| sentence.numbers[at].value);
    let sum: Decimal = values().sum();
    if !are_sure || (sum - Decimal::ONE_HUNDRED).abs() <= values().map(half_unit).sum() {
        return None;
    }
    let (said, sum) = (written(sentence, last), plain(sum));
    let name = clause(last);
    Some(Question {
        rule: "share-disagrees",
        about: format!("{name}{said}"),
        place: Where::Words(vec![format!("{name}{said}")]),
        message: say!(
            "到“{name}{said}”为止，各类的占比相加是{sum}%，应当是100%",
            "the shares up to `{name}{said}` add up to {sum}%; they should be 100%"
        ),
        related: Vec::new(),
    })
}

/// Whether all that stands before a share is the name of a kind: `公办40%，民办50%，其他10%`.
fn is_kind(words: &str) -> bool {
    (2..=LONGEST_KIND).contains(&words.chars().count())
        && words.chars().all(char::is_alphabetic)
        && !words.contains(NO_KINDS)
}

/// `三次产业结构比为22.8:38.8:38.4`: three shares that are the whole together.
fn of_structure(sentence: &Sentence<'_>) -> Option<Question> {
    if !sentence.text().contains("产业") {
        return None;
    }
    let numbers = &sentence.numbers;
    let is_colon = |at: usize| matches!(between(sentence, at), ":" | "：" | "∶");
    let is_one = |at: &usize| {
        is_colon(*at)
            && is_colon(*at - 1)
            && !(*at > 2 && is_colon(*at - 2))
            && !(*at + 1 < numbers.len() && is_colon(*at + 1))
    };
    let last = (2..numbers.len()).filter(is_one).find(|last| {
        let three = &numbers[last - 2..=*last];
        let sum: Decimal = three.iter().map(|number| number.value).sum();
        let may_miss: Decimal = three.iter().map(|number| half_unit(number.value)).sum();
        // `1:2:3` are no shares of a hundred.
        (sum - Decimal::ONE_HUNDRED).abs() > may_miss && sum > Decimal::TEN
    })?;
    let three = &numbers[last - 2..=last];
    let sum = plain(three.iter().map(|number| number.value).sum());
    let said = three.iter().map(|number| plain(number.value)).collect::<Vec<_>>().join(":");
    Some(Question {
        rule: "share-disagrees",
        about: said.clone(),
        place: Where::Words(vec![said.clone()]),
        message: say!(
            "{said}相加是{sum}，三次产业的比重相加应当是100",
            "{said} add up to {sum}; the shares of the three sectors add up to 100"
        ),
        related: Vec::new(),
    })
}
