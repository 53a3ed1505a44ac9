//! Files of older programs, saved anew by LibreOffice where it is installed: this program reads what is
//! written today.
//!
//! LibreOffice works on a copy in a folder of its own, with settings of its own: an open LibreOffice does not
//! take the file over, no macro runs, no link is followed, nothing goes out to the network. It is ended with
//! all that it started if it takes too long.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use gongkai::{attachment, files, say};

use super::exit::Stop;
use super::surroundings;

/// How long a file may take, unless [`PATIENCE_VARIABLE`] says otherwise.
const PATIENCE: Duration = Duration::from_mins(2);
/// The environment variable that says how many seconds a file may take.
const PATIENCE_VARIABLE: &str = "GONGKAI_OFFICE_SECONDS";
/// Names under which LibreOffice is called.
const PROGRAMS: [&str; 2] = ["soffice", "libreoffice"];

/// The settings: macros off, links never updated, and a proxy that is not there for what asks the network.
const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetNoProxy" oor:op="fuse"><value></value></prop></item>
</oor:items>
"#;

/// What a file of this ending is saved as, if it is one for LibreOffice.
pub(crate) fn saved_as(ending: &str) -> Option<&'static str> {
    match ending {
        "doc" | "wps" | "rtf" | "odt" | "dot" => Some("docx"),
        "xls" | "et" | "ods" => Some("xlsx"),
        _ => None,
    }
}

/// A file of this ending as LibreOffice saves it: its bytes. `name` is what it is called in messages.
pub(crate) fn converted(name: &str, bytes: &[u8], ending: &str, kind: &str) -> Result<Vec<u8>, Stop> {
    let folder = surroundings::scratch_folder()?;
    let saved = save(&folder, bytes, ending, kind);
    surroundings::remove_scratch(&folder);
    let cure = say!(
        "用 Word、Excel、WPS 打开，另存为 .{kind} 再导入",
        "open it in its own program and save it as .{kind}"
    );
    match saved? {
        OfficeOutcome::Saved(bytes) => Ok(bytes),
        OfficeOutcome::NoProgram => Err(Stop::content(say!(
            "`{name}` 要借助 LibreOffice 读取，这台机器上没有",
            "`{name}` is read through LibreOffice, which is not installed here"
        ))
        .help(say!(
            "装上 LibreOffice，或者用 Word、Excel、WPS 打开，另存为 .{kind} 再导入",
            "install LibreOffice, or open it in its own program and save it as .{kind}"
        ))),
        OfficeOutcome::TooSlow(seconds) => Err(Stop::content(say!(
            "LibreOffice 读 `{name}` 超过了 {seconds} 秒，已经停下",
            "LibreOffice took more than {seconds} seconds with `{name}` and was stopped"
        ))
        .help(cure)),
        OfficeOutcome::Failed => {
            Err(Stop::content(say!("LibreOffice 打不开 `{name}`", "LibreOffice cannot open `{name}`"))
                .help(cure))
        }
    }
}

/// What came of it.
enum OfficeOutcome {
    Saved(Vec<u8>),
    NoProgram,
    TooSlow(u64),
    Failed,
}

/// Has a file saved anew in a folder of its own.
fn save(folder: &Path, bytes: &[u8], ending: &str, kind: &str) -> Result<OfficeOutcome, Stop> {
    // The copy has a plain name: nothing in a name can be taken for an option or a filter.
    let copy = folder.join(format!("source.{ending}"));
    files::write_atomic(&copy, bytes)?;
    let own = folder.join("profile").join("user");
    files::make_folder(&own)?;
    files::write_atomic(&own.join("registrymodifications.xcu"), SETTINGS.as_bytes())?;
    let Some(child) = PROGRAMS.into_iter().find_map(|program| start(program, &copy, kind, folder).ok())
    else {
        return Ok(OfficeOutcome::NoProgram);
    };
    let seconds = surroundings::variable(PATIENCE_VARIABLE).and_then(|seconds| seconds.parse().ok());
    let patience = seconds.map_or(PATIENCE, Duration::from_secs);
    let Some(is_done) = wait(child, patience) else { return Ok(OfficeOutcome::TooSlow(patience.as_secs())) };
    let saved = folder.join("saved").join(format!("source.{kind}"));
    let read = if is_done { files::read_limited(&saved, attachment::LARGEST).ok() } else { None };
    Ok(read.map_or(OfficeOutcome::Failed, OfficeOutcome::Saved))
}

fn start(program: &str, file: &Path, kind: &str, folder: &Path) -> std::io::Result<Child> {
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let mut command = Command::new(program);
    command
        .args([
            profile.as_str(),
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            kind,
            "--outdir",
        ])
        .arg(folder.join("saved"))
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // `soffice` is a script that starts the program: they form a group, which can be ended as one.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn()
}

/// Waits until a program ends, and gives whether it ended well; `None`: it took too long and was ended.
fn wait(mut child: Child, patience: Duration) -> Option<bool> {
    let begun = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) if begun.elapsed() < patience => std::thread::sleep(Duration::from_millis(50)),
            Ok(None) | Err(_) => {
                end_all(&child);
                _ = child.kill();
                _ = child.wait();
                return None;
            }
        }
    }
}

/// Ends what a program has started, as far as the system can.
fn end_all(child: &Child) {
    if cfg!(unix) {
        let group = format!("-{}", child.id());
        _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
    }
}
