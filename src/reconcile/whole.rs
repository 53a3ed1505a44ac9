//! A whole and the list of its parts behind it: `收入620.4亿元。其中：市本级收入301.5亿元；区级收入318.9亿元`.
//!
//! Many lists name only what matters. That one names all parts must be seen from its words: one part is the
//! rest (其余), the parts exclude one another and leave nothing between them (市本级, 区级), or it is said by
//! what is divided (按阶段划分). Other lists are asked about only where their sum misses the whole by little,
//! and two digits exchanged or one digit wrong in one of the numbers are the whole difference.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::amount::{between, is_rough, measure, slack, written};
use super::changes::is_change;
use super::passage::{Flow, ProseBlock};
use super::prose::{Sentence, each_sentence};
use super::{Question, Where};
use crate::quantity::{Decimal, plain};
use crate::say;

/// Names of a part that leaves no other.
const REST: &[&str] = &["其余", "其他", "其它", "剩余"];

/// What stands before the number of what is done.
const DONE: &[&str] = &["完成", "办结", "解决", "整改", "开工", "竣工", "建成"];

/// Parts that leave nothing between them, each by the words that name it.
struct Opposites {
    kinds: &'static [&'static [&'static str]],
    /// How many of them a list has to name.
    fewest: usize,
    /// What the name of a number must not say that they take apart.
    not_of: &'static [&'static str],
    /// Whether the name of the whole has to name them too, for they may be two of many.
    are_named: bool,
    /// Whether they leave something, but so little that a whole of which they are all but for a wrong digit
    /// is theirs.
    leave_little: bool,
}

const OPPOSITES: &[Opposites] = &[
    two(&[
        &["本级"],
        &["区级", "县级", "区县", "县区", "县（区", "县（市", "区（县", "区（市", "县市区", "乡镇"],
    ]),
    two(&[&["政府部门"], &["乡镇", "街道"]]),
    two(&[
        &["直办", "自办", "自行处理", "直接办结", "即时办结", "在线办结", "直接答复", "在线解答"],
        &["转办", "派单", "转派", "交办"],
    ]),
    two(&[&["来电", "电话"], &["来信", "信件"], &["来访", "走访"], &["网上", "邮件"]]),
    two(&[&["有效"], &["无效"]]),
    two(&[&["普通食品"], &["食用农产品"]]),
    two(&[&["基本满意"], &["不满意"], &["满意"]]),
    two(&[&["一审"], &["二审"], &["再审", "审判监督"]]),
    two(&[&["在职", "参保职工"], &["退休"]]),
    two(&[&["线上", "网上"], &["线下"]]),
    two(&[&["集体提案", "党派提案", "工商联提案", "团体提案"], &["委员提案", "委员个人", "个人提案"]]),
    two(&[&["主办"], &["会办", "协办", "分办"]]),
    Opposites {
        kinds: &[
            &["办结", "处理完毕", "审结", "审执结", "执结", "结案"],
            &["正在办理", "办理中", "未办结", "在办", "正在处理", "未审结", "未执结", "未结案", "未结"],
        ],
        fewest: 2,
        // What was left from before is settled too.
        not_of: &["新收"],
        are_named: false,
        leave_little: false,
    },
    two(&[
        &["已整改", "完成整改", "整改完成", "整改到位", "整改完毕"],
        &["部分整改", "限期整改", "正在整改", "未整改", "整改中", "未完成整改"],
    ]),
    two(&[&["不合格"], &["合格"]]),
    // What may become of an application for information, but for what is not taken up.
    Opposites {
        kinds: &[&["部分公开"], &["不予公开"], &["无法提供"], &["予以公开"]],
        fewest: 4,
        not_of: &["结转"],
        are_named: false,
        leave_little: false,
    },
    Opposites {
        kinds: &[&["建议"], &["提案"]],
        fewest: 2,
        not_of: &[],
        are_named: true,
        leave_little: false,
    },
    two(&[&["城镇", "城市"], &["农村", "乡村"]]),
    two(&[&["男性"], &["女性"]]),
    two(&[&["一般债"], &["专项债"]]),
    two(&[&["限额以上", "限上"], &["限额以下", "限下"]]),
    two(&[&["预期性"], &["约束性"]]),
    two(&[&["公办"], &["民办"]]),
    two(&[&["省内"], &["省外"]]),
    two(&[&["市内"], &["市外"]]),
    two(&[&["境内"], &["境外"]]),
    two(&[&["出口"], &["进口"]]),
    two(&[&["国税"], &["地税"]]),
    three(&[&["国税"], &["地税"], &["财政局", "财政部门"]]),
    two(&[&["税务部门", "税务局"], &["财政部门", "财政局"]]),
    two(&[&["中央财政收入", "中央财政支出", "中央级"], &["地方财政收入", "地方财政支出", "地方级"]]),
    two(&[&["家庭户人口"], &["集体户人口"]]),
    two(&[&["汉族"], &["少数民族"]]),
    three(&[&["不属实"], &["部分属实"], &["基本属实"], &["属实"]]),
    two(&[&["基本支出"], &["项目支出"]]),
    two(&[&["人员经费"], &["公用经费"]]),
    two(&[&["购置"], &["运行维护"]]),
    two(&[&["职工"], &["居民"]]),
    two(&[&["个人"], &["小微企业"]]),
    two(&[&["初次"], &["重复"]]),
    two(&[&["夏粮"], &["秋粮"]]),
    // Both are the second sector, and none of the others.
    Opposites {
        kinds: &[&["工业"], &["建筑业"]],
        fewest: 2,
        not_of: &["第一产业", "第三产业", "农业", "服务业"],
        are_named: false,
        leave_little: false,
    },
    three(&[&["因公出国"], &["公务接待"], &["公务用车"]]),
    three(&[&["A类"], &["B类"], &["C类"]]),
    three(&[&["立案"], &["并案"], &["转为", "不予立案", "未立案"]]),
    three(&[
        &["建成", "投产", "竣工"],
        &["续建", "在建", "正在建设", "紧张建设"],
        &["新开工", "新建"],
        &["前期"],
    ]),
    Opposites { leave_little: true, ..two(&[&["税收收入"], &["非税收入"]]) },
    Opposites { leave_little: true, ..two(&[&["续建"], &["新建", "新开工"]]) },
];

const fn two(kinds: &'static [&'static [&'static str]]) -> Opposites {
    Opposites { kinds, fewest: 2, not_of: &[], are_named: false, leave_little: false }
}

const fn three(kinds: &'static [&'static [&'static str]]) -> Opposites {
    Opposites { kinds, fewest: 3, not_of: &[], are_named: false, leave_little: false }
}

/// The words of all kinds, and of each the place of its group.
static KIND_WORDS: LazyLock<Option<(AhoCorasick, Vec<usize>)>> = LazyLock::new(|| {
    let of_group = |(at, group): (usize, &'static Opposites)| {
        group.kinds.iter().copied().flatten().map(move |word| (at, *word))
    };
    let (groups, words): (Vec<usize>, Vec<&str>) = OPPOSITES.iter().enumerate().flat_map(of_group).unzip();
    Some((AhoCorasick::new(words).ok()?, groups))
});

/// The groups of which the labels name any kind. Most labels name none of any, which one pass tells.
fn groups_of(labels: &[String]) -> impl Iterator<Item = &'static Opposites> {
    let mut is_named = [false; OPPOSITES.len()];
    match &*KIND_WORDS {
        Some((words, groups)) => {
            for found in labels.iter().flat_map(|label| words.find_overlapping_iter(label)) {
                is_named[groups[found.pattern().as_usize()]] = true;
            }
        }
        None => is_named.fill(true),
    }
    OPPOSITES.iter().zip(is_named).filter_map(|(group, is_named)| is_named.then_some(group))
}

/// Those that leave nothing.
fn whole_groups_of(labels: &[String]) -> impl Iterator<Item = &'static Opposites> {
    groups_of(labels).filter(|group| !group.leave_little)
}

/// What makes a number before the list no whole of it: it is planned, or of another time.
const OTHERS: &[&str] = &[
    "年初预算",
    "调整预算",
    "预算数",
    "预算安排",
    "计划",
    "目标",
    "任务",
    "上年",
    "去年",
    "同期",
    "上月",
    "日均",
    "月均",
    "人均",
    "户均",
    "平均",
];
/// How many sentences before a list its whole may stand.
const FARTHEST: usize = 3;
/// By which part of the whole a list may miss it to look like a slip.
const NEAR: Decimal = Decimal::TEN;
/// And to look like one with fewer digits.
const VERY_NEAR: Decimal = Decimal::from_parts(50, 0, 0, false, 0);
/// So many digits make it unlikely that two exchanged ones, or a wrong one, are the difference by chance.
const FEWEST_FOR_EXCHANGE: usize = 4;
const FEWEST_FOR_WRONG: usize = 5;
/// Signs that end a clause.
const MARKS: [char; 8] = ['，', ',', '；', ';', '、', '：', ':', '。'];

/// A number before a list.
pub(super) struct Before {
    pub(super) value: Decimal,
    pub(super) slack: Decimal,
    unit: String,
    pub(super) written: String,
    label: String,
    /// Whether it can be the whole, by its words.
    pub(super) is_whole: bool,
    /// Whether it is an exact number, and neither a change nor the base of a rate.
    is_exact: bool,
    /// Whether it stands in the paragraph before.
    is_far: bool,
}

/// Asks about the lists of a sentence; `earlier` is the paragraph before its own.
pub(super) fn ask(sentence: &Sentence<'_>, earlier: Option<&ProseBlock>, questions: &mut Vec<Question>) {
    let in_brackets = (0..sentence.numbers.len()).filter_map(|at| in_brackets(sentence, at));
    for new in in_brackets {
        push_new(new, questions);
    }
    let mut is_marked_before = false;
    for at in 0..sentence.numbers.len() {
        let mark = mark_before(sentence, at);
        if mark.is_none() && is_marked_before {
            continue;
        }
        is_marked_before |= mark.is_some();
        let mut units: Vec<&str> = Vec::new();
        for first in at..sentence.numbers.len() {
            let Some(unit) = measure(&sentence.numbers[first]).filter(|unit| !units.contains(unit)) else {
                continue;
            };
            units.push(unit);
            if let Some(new) = of_list(sentence, earlier, (first, unit), mark) {
                push_new(new, questions);
            }
            if mark.is_none() {
                break;
            }
        }
    }
}

fn push_new(new: Question, questions: &mut Vec<Question>) {
    if !questions.iter().any(|old| old.rule == new.rule && old.about == new.about) {
        questions.push(new);
    }
}

/// What opens a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ListMark {
    /// 其中, or `…中，`.
    OfWhich,
    /// 按阶段划分.
    Divided,
    /// `工单分类：求决类…、咨询类…`
    Classes,
}

/// What opens a list before a number.
fn mark_before(sentence: &Sentence<'_>, at: usize) -> Option<ListMark> {
    let words = between(sentence, at);
    let by = words.rfind('按').map(|start| &words[start..]);
    let divides = |by: &str| ["划分", "分为", "分，", "分："].iter().any(|word| by.contains(word));
    if by.is_some_and(divides) || is_divided_so(words) {
        return Some(ListMark::Divided);
    }
    if words.contains("分类：") {
        return Some(ListMark::Classes);
    }
    let of_which = words.contains("其中") || words.contains("中，") || words.ends_with("中有");
    of_which.then_some(ListMark::OfWhich)
}

/// Whether words open a list by what it is divided into: `分部门情况是：`, `分行业看，`.
fn is_divided_so(words: &str) -> bool {
    let Some((lead, _)) = words.split_once(['：', ':', '，']) else { return false };
    let by = lead.rsplit_once('分').map(|(_, by)| by.trim_end_matches(['是', '为']));
    by.is_some_and(|by| by.chars().count() <= 8 && (by.ends_with("情况") || by.ends_with('看')))
}

/// The list that begins with `first`, against the wholes before it.
fn of_list(
    sentence: &Sentence<'_>,
    earlier: Option<&ProseBlock>,
    (first, unit): (usize, &str),
    mark: Option<ListMark>,
) -> Option<Question> {
    let lists = lists(sentence, first, unit)?;
    let wholes = wholes(sentence, earlier, (first, unit), mark)?;
    let mut among = match &wholes[..] {
        [whole] => among_others(sentence, (first, unit), whole),
        _ => Vec::new(),
    };
    among.retain(|list| !lists.contains(list));
    let sum = |parts: &[usize]| parts.iter().map(|at| sentence.numbers[*at].value).sum::<Decimal>();
    let may_miss = |parts: &[usize]| parts.iter().map(|at| slack(&sentence.numbers[*at])).sum::<Decimal>();
    let fits = |sum: Decimal, may_miss: Decimal| {
        wholes.iter().any(|whole| (whole.value - sum).abs() <= may_miss + whole.slack)
    };
    let some_fit = |parts: &Vec<usize>| {
        let (sum, may_miss) = (sum(parts), may_miss(parts));
        // Without one of them too: it may be a part of one before it.
        let without = |at: &usize| {
            let number = &sentence.numbers[*at];
            fits(sum - number.value, may_miss - slack(number))
        };
        fits(sum, may_miss) || parts.len() > 2 && parts[1..].iter().any(without)
    };
    let lists = left_open(lists, among, some_fit);
    if mark == Some(ListMark::Divided) && lists.len() > 1 && columns(sentence, first, unit).len() > 1 {
        return of_column(sentence, (first, unit), &wholes);
    }
    let whole = match mark {
        Some(ListMark::Divided | ListMark::Classes) => {
            wholes.iter().filter(|whole| whole.is_whole).max_by_key(|whole| whole.value)
        }
        _ => wholes.iter().find(|whole| whole.is_whole),
    };
    let Some(whole) = whole else {
        // What is planned is no whole of what has been done, but it may be one of what else is planned.
        let planned =
            wholes.iter().find(|whole| whole.is_exact).filter(|_| mark == Some(ListMark::OfWhich))?;
        let values = |parts: &[usize]| parts.iter().map(|at| sentence.numbers[*at].value).collect::<Vec<_>>();
        let parts = lists.iter().find(|parts| is_slip(planned.value, &values(parts)))?;
        return Some(disagree(sentence, planned, parts, unit));
    };
    let is_asked = |parts: &&Vec<usize>| {
        let labels: Vec<String> = parts.iter().map(|at| label(sentence, *at)).collect();
        let has_rest = || labels.last().is_some_and(|last| REST.iter().any(|rest| last.starts_with(rest)));
        let are_opposite = || {
            let groups = whole_groups_of(&labels);
            let named = groups.filter_map(|group| named_of(group, &labels, &whole.label)).max();
            // Of what no word opens, all parts have to be known.
            let fewest = if mark.is_some() { 1 } else { labels.len() };
            named.is_some_and(|named| named >= fewest)
                || are_sexes(&labels)
                || are_named_by(&labels, &whole.label)
                || are_negated(&labels, &whole.label)
                || are_done_or_not(&labels, &whole.label)
        };
        let are_classes = || {
            let sum: Decimal = parts.iter().map(|at| sentence.numbers[*at].value).sum();
            parts.len() > 2
                && labels.iter().all(|label| label.ends_with('类'))
                && (whole.value - sum).abs() <= whole.value / NEAR
        };
        let numbers = || parts.iter().map(|at| sentence.numbers[*at].value);
        match mark {
            Some(ListMark::Divided) => true,
            Some(ListMark::Classes) => are_classes(),
            Some(ListMark::OfWhich) => {
                has_rest() || are_opposite() || is_slip(whole.value, &numbers().collect::<Vec<_>>())
            }
            // `任务20件，已完成3件，其余17件`
            None => are_opposite() || parts.len() == 2 && is_rest_right_behind(sentence, parts),
        }
    };
    // What is many times as much, or from another paragraph and twice as much, is told of something else.
    let is_near = |parts: &&Vec<usize>| {
        let sum = sum(parts);
        let are_close = sum <= whole.value * Decimal::TWO && whole.value <= sum * Decimal::TWO;
        sum <= whole.value * Decimal::TEN && (!whole.is_far || are_close)
    };
    let asked: Vec<&Vec<usize>> = lists.iter().filter(|parts| is_near(parts) && is_asked(parts)).collect();
    // Where some are all kinds that there are, what else is counted is no part:
    // `建议30件、提案21件，已办49件`.
    let are_all_kinds = |parts: &&&Vec<usize>| {
        let labels: Vec<String> = parts.iter().map(|at| label(sentence, *at)).collect();
        name_all_kinds(&labels, &whole.label)
    };
    let parts = asked.iter().find(are_all_kinds).or(asked.first())?;
    Some(disagree(sentence, whole, parts, unit))
}

/// Whether two parts are what is done and the rest, each all that its clause counts, right behind the whole.
fn is_rest_right_behind(sentence: &Sentence<'_>, parts: &[usize]) -> bool {
    let [done, rest] = *parts else { return false };
    let is_rest = REST.iter().any(|word| clause_before(sentence, rest).starts_with(word));
    let clause = clause_before(sentence, done);
    let is_done = clause.starts_with('已') || DONE.iter().any(|word| clause.ends_with(word));
    rest == done + 1 && is_rest && is_done && !between(sentence, done).contains(['；', ';', '（'])
}

/// The lists that those which fit leave open, which are what they do not name: of the numbers as they are
/// told nothing, if one way to read them fits.
fn left_open(
    lists: Vec<Vec<usize>>,
    among: Vec<Vec<usize>>,
    fits: impl Fn(&Vec<usize>) -> bool,
) -> Vec<Vec<usize>> {
    let (fitting, mut left): (Vec<_>, Vec<_>) = lists.into_iter().partition(&fits);
    let (fitting_among, left_among): (Vec<_>, Vec<_>) = among.into_iter().partition(&fits);
    if !fitting.is_empty() {
        left.clear();
    }
    left.extend(left_among);
    let is_named = |at: &usize| fitting.iter().chain(&fitting_among).flatten().any(|fitting| fitting == at);
    left.retain(|list| !list.iter().any(is_named));
    left
}

/// Of lists told column by column (`工业计划410亿元，完成241亿元；服务业计划…`) that which is of the whole by
/// its words: `完成投资386亿元`.
fn of_column(sentence: &Sentence<'_>, (first, unit): (usize, &str), wholes: &[Before]) -> Option<Question> {
    columns(sentence, first, unit).iter().find_map(|parts| {
        let name = label(sentence, *parts.first()?);
        let are_of_one = parts.iter().all(|at| label(sentence, *at) == name);
        let whole = wholes.iter().find(|whole| whole.is_whole && whole.label.contains(&name))?;
        (are_of_one && !name.is_empty()).then(|| disagree(sentence, whole, parts, unit))
    })
}

/// The lists of opposite kinds among other numbers of the same things: each is all there is between the
/// whole, or a `；`, and a `；`, the end, or a number too large to be one more part.
fn among_others(sentence: &Sentence<'_>, (first, unit): (usize, &str), whole: &Before) -> Vec<Vec<usize>> {
    let is_like = |at: &usize| measure(&sentence.numbers[*at]) == Some(unit);
    let counted: Vec<usize> = (first..sentence.numbers.len()).filter(is_like).collect();
    let opens = |at: usize| at == first || between(sentence, at).contains(['；', ';']);
    let mut found = Vec::new();
    for (nth, start) in counted.iter().enumerate().filter(|(_, at)| opens(**at)) {
        for group in whole_groups_of(&[label(sentence, *start)]) {
            let kind = |at: usize| group.kind_of(&label(sentence, at));
            let is_next = |at: &&usize| *at == start || !opens(**at);
            let run: Vec<usize> = counted[nth..]
                .iter()
                .take_while(is_next)
                .take_while(|at| {
                    kind(**at).is_some() && !is_rough(sentence, **at) && !is_change(sentence, **at)
                })
                .copied()
                .collect();
            let sum: Decimal = run.iter().map(|at| sentence.numbers[*at].value).sum();
            let next = counted.get(nth + run.len()).filter(|at| !opens(**at));
            let is_all = next
                .is_none_or(|next| sum + sentence.numbers[*next].value > whole.value + whole.value / NEAR);
            if run.len() >= group.fewest && is_all && !found.contains(&run) {
                found.push(run);
            }
        }
    }
    found
}

/// Opposite kinds in brackets behind their whole: `提案3件（主办2件、会办1件）`.
fn in_brackets(sentence: &Sentence<'_>, whole_at: usize) -> Option<Question> {
    let (whole, first) = (&sentence.numbers[whole_at], whole_at + 1);
    let unit = measure(whole)?;
    let opens = first < sentence.numbers.len() && between(sentence, first).starts_with(['（', '(']);
    if !opens || is_rough(sentence, whole_at) {
        return None;
    }
    let behind =
        (first + 1..sentence.numbers.len()).take_while(|at| !between(sentence, *at).contains(['）', ')']));
    let parts: Vec<usize> = std::iter::once(first).chain(behind).collect();
    let is_like = |at: &usize| measure(&sentence.numbers[*at]) == Some(unit) && !is_rough(sentence, *at);
    let labels: Vec<String> = parts.iter().map(|at| label(sentence, *at)).collect();
    let own = label(sentence, whole_at);
    let are_all = name_all_kinds(&labels, &own);
    let sum: Decimal = parts.iter().map(|at| sentence.numbers[*at].value).sum();
    let may_miss: Decimal = parts.iter().map(|at| slack(&sentence.numbers[*at])).sum();
    let misses = (sum - whole.value).abs() > may_miss + slack(whole);
    if !parts.iter().all(is_like) || !are_all || !misses {
        return None;
    }
    Some(disagree(sentence, &before(sentence, whole_at), &parts, unit))
}

pub(super) fn disagree(sentence: &Sentence<'_>, whole: &Before, parts: &[usize], unit: &str) -> Question {
    let sum = parts.iter().map(|at| sentence.numbers[*at].value).sum();
    let (written, count, sum) = (&whole.written, parts.len(), plain(sum));
    Question {
        rule: "parts-disagree",
        about: written.clone(),
        place: Where::Words(vec![written.clone()]),
        message: say!(
            "写的是{written}，后面列出的{count}个部分相加是{sum}{unit}",
            "it says {written}, the {count} parts listed behind it add up to {sum}"
        ),
        related: Vec::new(),
    }
}

/// The numbers between each two `；`, column by column, where each stretch has as many: more than one.
fn columns(sentence: &Sentence<'_>, first: usize, unit: &str) -> Vec<Vec<usize>> {
    let mut stretches: Vec<Vec<usize>> = vec![Vec::new()];
    for at in first..sentence.numbers.len() {
        let words = between(sentence, at);
        if at > first && words.contains(['；', ';']) {
            stretches.push(Vec::new());
        }
        if let Some(stretch) = stretches.last_mut()
            && measure(&sentence.numbers[at]) == Some(unit)
        {
            stretch.push(at);
        }
    }
    let width = stretches.first().map_or(0, Vec::len);
    if stretches.len() < 3 || width < 2 || stretches.iter().any(|stretch| stretch.len() != width) {
        return Vec::new();
    }
    (0..width).map(|nth| stretches.iter().map(|stretch| stretch[nth]).collect()).collect()
}

/// The numbers that may be meant as the parts: those up to the first `；`, the first between each two, all,
/// those joined by `、`, or one column of several.
fn lists(sentence: &Sentence<'_>, first: usize, unit: &str) -> Option<Vec<Vec<usize>>> {
    let (mut up_to, mut firsts, mut all) = (vec![first], vec![first], vec![first]);
    let (mut depth, mut is_up, mut is_all) = (0_i32, true, true);
    for at in first + 1..sentence.numbers.len() {
        let words = between(sentence, at);
        for c in words.chars() {
            depth += i32::from(c == '（') - i32::from(c == '）');
        }
        if depth < 0 {
            break;
        }
        let is_next = words.contains(['；', ';']);
        is_up &= !is_next;
        let is_nested = words.contains("其中");
        is_up &= !is_nested;
        is_all &= !is_nested || is_next;
        if depth > 0 || measure(&sentence.numbers[at]) != Some(unit) || is_change(sentence, at) {
            continue;
        }
        if is_rough(sentence, at) {
            return None;
        }
        // In its own stretch it may be the second.
        let last = *firsts.last()?;
        if (last + 1..=at).any(|at| between(sentence, at).contains(['；', ';'])) && !is_nested {
            firsts.push(at);
        }
        if is_up {
            up_to.push(at);
        }
        if is_all {
            all.push(at);
        }
    }
    let mut lists: Vec<Vec<usize>> = Vec::new();
    let is_joined = |at: &usize| {
        between(sentence, *at).starts_with('、') && measure(&sentence.numbers[*at]) == Some(unit)
    };
    let behind = (first + 1..sentence.numbers.len()).take_while(is_joined);
    let joined: Vec<usize> =
        std::iter::once(first).chain(behind).filter(|at| !is_rough(sentence, *at)).collect();
    for list in [up_to, firsts, all, joined].into_iter().chain(columns(sentence, first, unit)) {
        if list.len() > 1 && !lists.contains(&list) {
            lists.push(list);
        }
    }
    (!lists.is_empty() && !is_rough(sentence, first) && !is_change(sentence, first)).then_some(lists)
}

/// The numbers before a list that may be its whole, the nearest first. Without a mark only one number may
/// stand before.
fn wholes(
    sentence: &Sentence<'_>,
    earlier: Option<&ProseBlock>,
    (first, unit): (usize, &str),
    mark: Option<ListMark>,
) -> Option<Vec<Before>> {
    let mut found: Vec<Before> = numbers_like(sentence, first, unit).collect();
    // `12个部门收到建议30件，办结…件`: what is counted alike is meant, if anything is.
    if mark.is_none() && found.iter().any(|before| before.unit == unit) {
        found.retain(|before| before.unit == unit);
    }
    if mark.is_none() && !found.is_empty() {
        return (found.len() == 1).then_some(found);
    }
    let mut previous = sentence.previous();
    for _ in 0..FARTHEST {
        let Some(sentence) = previous else { break };
        found.extend(numbers_like(&sentence, sentence.numbers.len(), unit));
        previous = sentence.previous();
    }
    if found.is_empty()
        && let Some(block) = earlier.filter(|block| block.flow == Flow::Paragraph)
    {
        each_sentence(block, |sentence| {
            let numbers =
                (0..sentence.numbers.len()).filter(|at| measure(&sentence.numbers[*at]) == Some(unit));
            found.extend(numbers.map(|at| Before { is_far: true, ..before(sentence, at) }));
        });
        // Further off nothing tells which of several is meant.
        found.truncate(usize::from(found.len() == 1));
    }
    let is_sure = mark.is_some() || found.len() == 1;
    (is_sure && !found.is_empty()).then_some(found)
}

/// The numbers up to `end` that count the same as `unit`, the last first.
fn numbers_like(sentence: &Sentence<'_>, end: usize, unit: &str) -> impl Iterator<Item = Before> {
    let is_like = |at: &usize| measure(&sentence.numbers[*at]).is_some_and(|own| are_alike(own, unit));
    (0..end).rev().filter(is_like).map(|at| before(sentence, at))
}

pub(super) fn before(sentence: &Sentence<'_>, at: usize) -> Before {
    let number = &sentence.numbers[at];
    let clause = clause_before(sentence, at);
    let unit = measure(number).unwrap_or("");
    let is_base = number.behind.strip_prefix(unit).is_some_and(|behind| behind.starts_with('的'));
    let is_exact = !is_base && !is_rough(sentence, at) && !is_change(sentence, at);
    Before {
        value: number.value,
        slack: slack(number),
        unit: unit.to_owned(),
        written: written(sentence, at),
        label: label(sentence, at),
        is_whole: is_exact && !OTHERS.iter().any(|word| clause.contains(word)),
        is_exact,
        is_far: false,
    }
}

/// Whether two measures count the same: `67个项目中有17项`.
pub(super) fn are_alike(one: &str, other: &str) -> bool {
    const THINGS: [&str; 3] = ["个", "项", "件"];
    one == other || THINGS.contains(&one) && THINGS.contains(&other)
}

fn clause_before<'s>(sentence: &'s Sentence<'_>, at: usize) -> &'s str {
    between(sentence, at).rsplit(MARKS).next().unwrap_or("")
}

/// The words around a number, up to the signs on both sides.
pub(super) fn label(sentence: &Sentence<'_>, at: usize) -> String {
    let number = &sentence.numbers[at];
    let behind = number.behind.strip_prefix(measure(number).unwrap_or("")).unwrap_or("");
    let ends = |c: char| MARKS.contains(&c) || c.is_ascii_digit() || matches!(c, '（' | '(');
    let behind = behind.split(ends).next().unwrap_or("");
    format!("{}{behind}", clause_before(sentence, at))
}

impl Opposites {
    /// Which of the kinds a label names. Of `在办结时限内正在办理` the last word counts, of 未办结 the longer.
    fn kind_of(&self, label: &str) -> Option<usize> {
        let last = |words: &[&str]| {
            // Hardly any stands there, which is known sooner than where.
            let words = words.iter().filter(|word| label.contains(**word));
            words.filter_map(|word| Some((label.rfind(word)? + word.len(), word.len()))).max()
        };
        let kinds = self.kinds.iter().enumerate().filter_map(|(at, words)| Some((last(words)?, at)));
        kinds.max().map(|(_, at)| at)
    }
}

/// How many of the parts are kinds that leave no others: enough of these, each once, and the whole is none of
/// them. `None` where they are not.
fn named_of(group: &Opposites, labels: &[String], whole: &str) -> Option<usize> {
    // That of 进出口 is not that of 出口.
    let whole = whole.replace("进出口", "");
    if group.not_of.iter().any(|word| whole.contains(word)) {
        return None;
    }
    let mut seen = Vec::new();
    for kind in labels.iter().filter_map(|label| group.kind_of(label)) {
        if seen.contains(&kind) {
            return None;
        }
        seen.push(kind);
    }
    // `建议提案35件` names both kinds.
    // Those of the kinds that it names, and no others: `来电来信62件` is not that of `来访` too.
    let is_named = |kind: usize| group.kinds[kind].iter().any(|word| whole.contains(word));
    let names_all = (0..group.kinds.len()).all(|kind| is_named(kind) == seen.contains(&kind));
    let is_whole = names_all || !group.are_named && group.kind_of(&whole).is_none();
    (seen.len() >= group.fewest && is_whole).then_some(seen.len())
}

/// Whether parts are all that there are of a whole, by their words: the last is the rest, or they are all
/// kinds.
pub(super) fn are_all(labels: &[String], whole: &str) -> bool {
    let has_rest = labels.last().is_some_and(|last| REST.iter().any(|rest| last.starts_with(rest)));
    has_rest || name_all_kinds(labels, whole)
}

/// Whether parts are all kinds of a whole, and nothing else.
fn name_all_kinds(labels: &[String], whole: &str) -> bool {
    whole_groups_of(labels).any(|group| named_of(group, labels, whole) == Some(labels.len()))
}

/// Whether the whole names each part, and nothing else: `村（社区）180个，其中村150个、社区28个`.
fn are_named_by(labels: &[String], whole: &str) -> bool {
    let signs = ['（', '(', '、', '和', '与', '及', '/'];
    let names: Vec<&str> = whole.trim_end_matches(['）', ')', '共', '有', '为']).split(signs).collect();
    let is_of = |(name, label): (&&str, &String)| {
        let label = bare(label).trim_end_matches(['有', '为', '共']);
        !label.is_empty() && name.ends_with(label)
    };
    names.len() > 1 && names.len() == labels.len() && names.iter().zip(labels).all(is_of)
}

/// Whether two parts are `男60人` and `女40人`, with nothing before them that says of whom.
fn are_sexes(labels: &[String]) -> bool {
    let [one, other] = labels else { return false };
    let (one, other) = (bare(one), bare(other));
    one.starts_with('男') && other.starts_with('女') || one.starts_with('女') && other.starts_with('男')
}

/// Whether of two parts of `whole` one is what the other is not: `诉求10件（电话诉求7件、非电话诉求3件）`.
fn are_negated(labels: &[String], whole: &str) -> bool {
    let [one, other] = labels else { return false };
    let (one, other) = (bare(one), bare(other));
    let thing = one.char_indices().rev().nth(1).map_or("", |(at, _)| &one[at..]);
    !thing.is_empty() && whole.contains(thing) && other.contains('非') && other.replacen('非', "", 1) == one
}

/// Whether one part is what is not yet done, and all others are what is: `已办结9件、阶段性办结22件、未办结5件`.
fn are_done_or_not(labels: &[String], whole: &str) -> bool {
    let undone = labels.iter().enumerate().find_map(|(nth, label)| {
        let (_, rest) = label.split_once(['未', '不'])?;
        let done: String = rest.chars().take(2).collect();
        (done.chars().count() == 2 && done.chars().all(char::is_alphabetic)).then_some((nth, done))
    });
    undone.is_some_and(|(undone, done)| {
        let is_done = |label: &String| label.contains(&done) && !label.contains(['未', '不']);
        !whole.contains(&done)
            && labels.iter().enumerate().all(|(nth, label)| nth == undone || is_done(label))
    })
}

/// The numbers of a sentence in one measure that are all kinds of a thing, with nothing else in this measure
/// but changes: `家庭户人口为703人，集体户人口为48人`, `完成的有3项，推进的有4项，滞后的有2项`.
pub(super) fn all_kinds(sentence: &Sentence<'_>, unit: &str) -> Option<Vec<usize>> {
    let is_like = |at: &usize| measure(&sentence.numbers[*at]) == Some(unit) && !is_change(sentence, *at);
    let parts: Vec<usize> = (0..sentence.numbers.len()).filter(is_like).collect();
    let labels: Vec<String> = parts.iter().map(|at| label(sentence, *at)).collect();
    let are_kinds =
        |group: &Opposites| !group.are_named && named_of(group, &labels, "") == Some(labels.len());
    let are_told_so = || labels.len() > 2 && labels.iter().all(|label| label.ends_with("的有"));
    let are_all = || groups_of(&labels).any(are_kinds) || are_told_so();
    (parts.len() > 1 && parts.iter().all(|at| !is_rough(sentence, *at)) && are_all()).then_some(parts)
}

/// A label without brackets and 其中.
fn bare(label: &str) -> &str {
    label.trim_matches(['（', '）']).trim_start_matches("其中")
}

/// Whether the sum of parts misses the whole by little, and one number with two digits exchanged, or one
/// digit wrong, would mend it.
pub(super) fn is_slip(whole: Decimal, parts: &[Decimal]) -> bool {
    let digits = whole.normalize().mantissa().unsigned_abs().to_string().len();
    let missing = whole - parts.iter().sum::<Decimal>();
    if digits < FEWEST_FOR_EXCHANGE || missing.abs() > whole / NEAR {
        return false;
    }
    let mends = |number: Decimal, by: Decimal| {
        let (is, should) = (number.to_string(), (number + by).to_string());
        let pairs: Vec<(char, char)> = is.chars().zip(should.chars()).collect();
        let differ: Vec<usize> = (0..pairs.len()).filter(|at| pairs[*at].0 != pairs[*at].1).collect();
        is.len() == should.len()
            && match *differ {
                [_] => digits >= FEWEST_FOR_WRONG || missing.abs() * VERY_NEAR <= whole,
                [one, other] => {
                    other == one + 1 && pairs[one].0 == pairs[other].1 && pairs[one].1 == pairs[other].0
                }
                _ => false,
            }
    };
    mends(whole, -missing) || parts.iter().any(|part| mends(*part, missing))
}

#[cfg(test)]
mod tests {
    use super::is_slip;
    use crate::quantity::Decimal;

    #[test]
    fn slips_are_exchanged_digits_and_wrong_ones() {
        let numbers = |parts: &[i64]| parts.iter().map(|part| Decimal::from(*part)).collect::<Vec<_>>();
        assert!(is_slip(Decimal::from(4_641), &numbers(&[2_721, 1_929])));
        assert!(is_slip(Decimal::from(46_033), &numbers(&[22_891, 18_669, 4_483])));
        assert!(is_slip(Decimal::from(4_641), &numbers(&[2_722, 1_929])));
        assert!(!is_slip(Decimal::from(4_641), &numbers(&[2_612, 1_929])));
        assert!(!is_slip(Decimal::from(46_033), &numbers(&[22_891, 18_677, 4_483])));
        assert!(!is_slip(Decimal::from(799), &numbers(&[133, 669])));
        assert!(!is_slip(Decimal::from(50_000), &numbers(&[20_000, 10_000])));
    }
}
