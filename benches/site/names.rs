//! The names of an invented city: its columns, subjects, townships and departments.

/// A column: its folder and its title.
pub(crate) const COLUMNS: [(&str, &str); 10] = [
    ("xueyou", "学有优教"),
    ("bingyou", "病有良医"),
    ("laoyou", "老有颐养"),
    ("youyou", "幼有善育"),
    ("zhuyou", "住有宜居"),
    ("gongyou", "工有所成"),
    ("xingyou", "行有坦途"),
    ("shuiyou", "水有清源"),
    ("wenyou", "文有书香"),
    ("anyou", "安有所护"),
];

/// What the projects of each column are about.
pub(super) const SUBJECTS: [[&str; 5]; 10] = [
    ["校舍翻新", "课后托管", "校车接送", "寄宿条件改善", "校园直饮水"],
    ["卫生院扩建", "慢病随访", "夜间门诊", "中医理疗室", "急救点布设"],
    ["助餐点布局", "家庭床位", "适老化改造", "探访关爱", "护理员培养"],
    ["托位新增", "游乐场地", "儿童保健", "照护指导", "母婴室配置"],
    ["楼道照明", "加装电梯", "屋面防水", "雨污分流", "公租房维护"],
    ["零工驿站", "技能夜校", "返乡创业", "工伤预防", "欠薪治理"],
    ["公交延伸", "步道连通", "桥梁加固", "停车泊位", "路口渠化"],
    ["水源保护", "管网更新", "水厂改造", "河岸整治", "水质监测"],
    ["书房建设", "乡村戏台", "健身器材", "古村修缮", "流动展览"],
    ["消防水源", "山洪预警", "食品快检", "燃气更新", "反诈宣传"],
];

/// Where the projects are.
pub(super) const PLACES: [&str; 25] = [
    "云塘镇",
    "云坪乡",
    "云桥镇",
    "云渡街道",
    "云岭乡",
    "青塘镇",
    "青坪乡",
    "青桥镇",
    "青渡街道",
    "青岭乡",
    "石塘镇",
    "石坪乡",
    "石桥镇",
    "石渡街道",
    "石岭乡",
    "柳塘镇",
    "柳坪乡",
    "柳桥镇",
    "柳渡街道",
    "柳岭乡",
    "沙塘镇",
    "沙坪乡",
    "沙桥镇",
    "沙渡街道",
    "沙岭乡",
];

/// The departments that lead and take part; the full name has the city before it.
pub(crate) const DEPARTMENTS: [&str; 12] = [
    "市教育局",
    "市卫健委",
    "市民政局",
    "市妇儿工委办",
    "市住建局",
    "市人社局",
    "市交通局",
    "市水利局",
    "市文旅局",
    "市应急局",
    "市财政局",
    "市市场监管局",
];

/// The code of a department, 9 characters with the check digit of GB 11714.
pub(crate) fn agency_code(department: usize) -> String {
    let body = format!("{:08}", 40_510_200 + department * 119);
    let sum: usize = body
        .bytes()
        .zip([3, 7, 9, 10, 5, 8, 4, 2])
        .map(|(digit, weight)| usize::from(digit - b'0') * weight)
        .sum();
    match 11 - sum % 11 {
        10 => body + "X",
        11 => body + "0",
        digit => body + &digit.to_string(),
    }
}
