//! What goes wrong on the far side is told with a cure: a store that answers as this file says.

use std::sync::{Arc, Mutex};

use super::verify::server;
use crate::bench::{SITE, Scratch, run};

/// What is asked, how the store answers then, and what is said about it.
struct Case {
    /// The beginning of the question.
    asked: &'static str,
    status: u16,
    /// The store's own word.
    code: &'static str,
    says: &'static str,
    cure: &'static str,
}

const fn case(
    asked: &'static str,
    status: u16,
    code: &'static str,
    says: &'static str,
    cure: &'static str,
) -> Case {
    Case { asked, status, code, says, cure }
}

const CASES: &[Case] = &[
    case("get", 404, "NoSuchBucket", "没有存储桶", "先建好存储桶"),
    case("put", 404, "NoSuchBucket", "没有存储桶", "先建好存储桶"),
    case("put", 507, "", "满了", "腾出空间"),
    case("put", 507, "XMinioStorageFull", "满了", "腾出空间"),
    case("put", 403, "QuotaExceeded", "满了", "腾出空间"),
    case("put", 403, "InsufficientStorageSpace", "满了", "腾出空间"),
    case("put", 400, "XMinioAdminBucketQuotaExceeded", "满了", "腾出空间"),
    case("get", 403, "RequestTimeTooSkewed", "本机的时钟不准", "校准本机的时间"),
    case("get", 403, "InvalidAccessKeyId", "不让访问", "GONGKAI_S3_KEY"),
    case("get", 403, "SignatureDoesNotMatch", "不让访问", "GONGKAI_S3_SECRET"),
    case("get", 400, "ExpiredToken", "不让访问", "GONGKAI_S3_SECRET"),
    case("put", 403, "AccessDenied", "不让访问", "读写权限"),
    case("get", 400, "AuthorizationHeaderMalformed", "在另一个地区", "`地区`"),
    case("get", 301, "PermanentRedirect", "在另一个地区", "`地址`"),
    case("get", 200, "SomePage", "没有照办", "再运行一次"),
    case("put", 400, "Nonsense", "没有照办", "再运行一次"),
];

#[test]
fn whatever_a_store_says_is_told_with_a_cure() {
    let now: Arc<Mutex<&Case>> = Arc::new(Mutex::new(&CASES[0]));
    let shared = Arc::clone(&now);
    let port = server(move |_, head| {
        let Case { asked, status, code, .. } = **shared.lock().unwrap();
        if head.starts_with(asked) {
            return (status, String::new(), format!("<Error><Code>{code}</Code></Error>").into_bytes());
        }
        (200, String::new(), b"<ListBucketResult></ListBucketResult>".to_vec())
    });
    let address = format!("http://127.0.0.1:{port}/bucket/site");
    let destination = format!("上线: [{{名称: 正式, 方式: S3, 地址: '{address}', 网关: ../site.map}}]\n");
    let settings = format!("{SITE}{destination}");
    let scratch = Scratch::of(&[("site.yaml", &settings), ("content/_index.md", "# 首页\n")]);
    scratch.build(&[]).ended(0);
    for case in CASES {
        *now.lock().unwrap() = case;
        let mut command = scratch.command("deploy", &[]);
        command.envs([("GONGKAI_S3_KEY", "the-key"), ("GONGKAI_S3_SECRET", "the-secret")]);
        let told = run(command);
        let Case { asked, status, code, says, cure } = case;
        assert_eq!(told.code, Some(3), "{asked} {status} {code}: {}", told.stderr);
        let help = told.stderr.split_once("办法").map(|(_, help)| help);
        assert!(told.stderr.contains(says), "{asked} {status} {code}: {}", told.stderr);
        assert!(help.is_some_and(|help| help.contains(cure)), "{asked} {status} {code}: {}", told.stderr);
        assert!(
            !told.stderr.contains("the-secret") && !told.stderr.contains("Signature="),
            "{}",
            told.stderr
        );
        assert!(!scratch.beside("site.map").exists(), "{asked} {status} {code}: readers see something");
    }
}
