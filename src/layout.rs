//! The names of what lies in a site folder. Nowhere else does the code spell them, except in sentences for
//! people.

/// The settings of the site.
pub const SETTINGS: &str = "site.yaml";
/// The ledger: every index number ever issued.
pub const LEDGER: &str = "index-numbers.csv";
/// The ledger as it was before it was repaired.
pub const DAMAGED_LEDGER: &str = "index-numbers.damaged.csv";
/// The record of what was published, version by version.
pub const RECORD: &str = "published.csv";
/// What was approved before it was published.
pub const APPROVALS: &str = "approvals.csv";
/// The folder of what superseded versions need to be shown again.
pub const VERSIONS: &str = "versions";
/// The folder in [`VERSIONS`] of attachments and tables, each named by its digest.
pub const KEPT: &str = "files";
/// The folder of columns, projects, articles and attachments.
pub const CONTENT: &str = "content";
/// The folder of the site's own themes, one a folder.
pub const THEMES: &str = "themes";
/// The folder of the site's own lists and thresholds of rules.
pub const CHECKS: &str = "checks";
/// The folder of the site's own working days, one file a year: `holidays/2027.csv`.
pub const HOLIDAYS: &str = "holidays";
/// The folder of what the members of a portal published, one folder a member.
pub const MEMBERS: &str = "members";
/// The file in the folder of a member that says what is known of it.
pub const MEMBER_STATE: &str = "state.json";
/// The file beside what was taken over of a member that names all of it, written last.
pub const MEMBER_FILES: &str = "files.json";
/// The folder of fill-in workbooks, one folder a period, unless another is asked for.
pub const FORMS: &str = "forms";
/// The folder of the finished site, unless another is asked for.
pub const OUTPUT: &str = "output";

/// The folders of the site's own files, in which no output may lie.
pub const SOURCES: [&str; 6] = [CONTENT, THEMES, CHECKS, HOLIDAYS, VERSIONS, MEMBERS];
/// The files that the program keeps for itself.
pub const OWN: [&str; 7] = [BUILT, CHECKED, IDENTITY, LIVE, LOCK, TEXTS, UPGRADE];

/// The file that introduces a column.
pub const COLUMN: &str = "_index.md";
/// The file that makes a folder a project.
pub const PROJECT: &str = "project.yaml";
/// The same as some systems shorten it.
pub const PROJECT_SHORT: &str = "project.yml";

/// The public keys of the site's signatures, the newest first.
pub const PUBLIC_KEYS: &str = "signing.pub";

/// What the last build was made from.
pub const BUILT: &str = ".gongkai.built";
/// What was found in attachments.
pub const CHECKED: &str = ".gongkai.checked";
/// What tells this site from all others, whatever it is called: made once, kept here and in the output.
pub const IDENTITY: &str = ".gongkai.site";
/// Which versions the output shows.
pub const LIVE: &str = ".gongkai.live";
/// The texts of attachments, for search.
pub const TEXTS: &str = ".gongkai.texts";
/// The site as a newer program would build it, for as long as it is compared.
pub const UPGRADE: &str = ".gongkai.upgrade";
/// Locked while somebody changes the site's ledger or output.
pub const LOCK: &str = ".gongkai.lock";

/// Many sites that are built together, in a folder that need not be a site.
pub const FLEET: &str = "fleet.yaml";
/// The folder beside it of what is fetched and built on this machine.
pub const FLEET_WORK: &str = ".gongkai.fleet";

/// A file in `content/` as findings name it, by its path from there; the empty path is the folder itself.
#[must_use]
pub fn in_content(path: &str) -> String {
    if path.is_empty() { CONTENT.to_owned() } else { format!("{CONTENT}/{path}") }
}

/// The path from `content/` of a file as findings and people name it; `None` if it lies elsewhere.
#[must_use]
pub fn below_content(file: &str) -> Option<&str> {
    file.strip_prefix(CONTENT)?.strip_prefix('/')
}

/// A file of a theme as findings name it, by its path in the theme's folder; the empty path is the folder
/// itself.
#[must_use]
pub fn in_theme(theme: &str, path: &str) -> String {
    if path.is_empty() { format!("{THEMES}/{theme}") } else { format!("{THEMES}/{theme}/{path}") }
}

/// Whether findings name a file of a theme so.
#[must_use]
pub fn is_in_theme(file: &str) -> bool {
    file.strip_prefix(THEMES).is_some_and(|rest| rest.starts_with('/'))
}

/// Whether a file of this name makes its folder a project.
#[must_use]
pub fn is_project_file(name: &str) -> bool {
    matches!(name, PROJECT | PROJECT_SHORT)
}

/// Whether findings name a file so that stands in pages as a table: what is found in a column there is told
/// once.
#[must_use]
pub fn is_table(file: &str) -> bool {
    let ending = file.rsplit('.').next().unwrap_or("");
    ["csv", "xlsx", "xlsm"].iter().any(|known| known.eq_ignore_ascii_case(ending))
}
