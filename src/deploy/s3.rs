//! Requests to an object store that speaks S3: OSS, OBS, COS, SeaweedFS and their relatives.
//!
//! Requests are signed by `rusty_s3` and sent by [`HttpClient`]; an answer that says "not now" is asked
//! for again, ever more slowly. Requests are signed for the store's time, which its answers tell, so that
//! a clock here that is wrong does no harm. The one condition that is used is "only if there is nothing
//! under this name", in each store's own words; an ETag is never taken for a digest.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use quick_xml::events::Event;
use rusty_s3::signing::sign;
use rusty_s3::{Bucket, Method, UrlStyle};
use sha2::{Digest as _, Sha256};

use super::{DeployError, Package, Transfer};
use crate::diag::Text;
use crate::http::{Answer, HttpClient, HttpFault};
use crate::say;

/// Where a bucket is, and who asks.
#[derive(Clone)]
pub struct S3Access {
    /// The store, `https://host`.
    pub endpoint: String,
    /// The bucket.
    pub bucket: String,
    /// What all names in it begin with: empty, or with a slash at its end.
    pub prefix: String,
    /// The region.
    pub region: String,
    /// Whether the bucket stands in front of the host's name.
    pub is_virtual_host: bool,
    /// The name of the key.
    pub key: String,
    /// The key.
    pub secret: String,
    /// The token of a key that is lent for a while.
    pub token: Option<String>,
}

/// Secrets stay out of every message.
impl std::fmt::Debug for S3Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "S3Access({}/{}/{})", self.endpoint, self.bucket, self.prefix)
    }
}

/// Files from this size on are sent in parts, so that a broken line costs one part.
const PART: u64 = 16 << 20;

/// How often a request is tried.
const TRIES: u32 = 5;

/// How often one is tried that met with silence: each time is half a minute.
const TRIES_IN_SILENCE: u32 = 2;

/// How long a signature holds, in seconds.
const SIGNED_FOR: u64 = 900;

/// From how many seconds on the clock of a store that refuses is held against the one here.
const APART: i64 = 120;

/// The longest answer that is read whole, in bytes: a state or a manifest.
const LIMIT: u64 = 1 << 28;

/// What of an object's name is encoded in a header.
const COPIED: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A bucket that is spoken to.
#[derive(Debug)]
pub(super) struct BucketStore {
    access: S3Access,
    bucket: Bucket,
    client: HttpClient,
    /// By how many seconds the store's clock is ahead of the one here.
    ahead: AtomicI64,
}

/// What lies under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StoredObject {
    /// Its size.
    pub(super) size: u64,
    /// When it was written, by the store's clock.
    pub(super) written: String,
    /// The store's own mark of what is there; no digest.
    pub(super) tag: String,
}

/// The parts of a query, in the order in which they are signed.
type QueryParts<'a> = BTreeMap<&'a str, &'a str>;

impl BucketStore {
    /// The bucket that `access` leads to.
    pub(super) fn new(access: S3Access) -> Result<Self, DeployError> {
        let style = if access.is_virtual_host { UrlStyle::VirtualHost } else { UrlStyle::Path };
        let bucket = access.endpoint.parse().ok().and_then(|endpoint| {
            Bucket::new(endpoint, style, access.bucket.clone(), access.region.clone()).ok()
        });
        let name = format!("{}/{}", access.endpoint, access.bucket);
        let bucket = bucket.ok_or_else(|| {
            DeployError::Far(
                say!("`{name}` 不是存储桶的地址", "`{name}` is no address of a bucket"),
                Some(say!("写成 `https://主机/桶名/前缀`", "write `https://host/bucket/prefix`")),
            )
        })?;
        Ok(Self { access, bucket, client: HttpClient::new(), ahead: AtomicI64::new(0) })
    }

    /// How messages call it.
    pub(super) fn name(&self) -> String {
        let S3Access { endpoint, bucket, prefix, .. } = &self.access;
        format!("`{endpoint}/{bucket}/{prefix}`")
    }

    fn url(&self, method: Method, key: &str, query: &QueryParts<'_>, headers: &[(&str, &str)]) -> String {
        let key = format!("{}{key}", self.access.prefix);
        let url = if key.is_empty() { self.bucket.base_url().clone() } else { self.bucket.object_url(&key) };
        // All headers that are ours alone are signed; a list of names is read without a prefix.
        let mut signed: Vec<_> =
            headers.iter().copied().filter(|(name, _)| name.starts_with("x-amz-")).collect();
        signed.sort_unstable();
        let S3Access { key, secret, token, region, .. } = &self.access;
        let now = self.now();
        let query = query.iter().map(|(name, value)| (*name, *value));
        let token = token.as_deref();
        sign(&now, method, url, key, secret, token, region, SIGNED_FOR, query, signed.iter().copied())
            .to_string()
    }

    /// The store's time, as far as it is known.
    fn now(&self) -> Timestamp {
        let now = clock();
        now.checked_add(SignedDuration::from_secs(self.ahead.load(Ordering::Relaxed))).unwrap_or(now)
    }

    /// Whether a refusal may be for the time alone, which is set right then.
    fn learns_time(&self, answer: &Answer) -> bool {
        let told = answer.header("date").and_then(|date| rfc2822::parse(date).ok());
        let Some(told) = told.filter(|_| matches!(answer.status, 400 | 401 | 403)) else { return false };
        let ahead = told.timestamp().as_second() - clock().as_second();
        (ahead - self.ahead.swap(ahead, Ordering::Relaxed)).abs() > APART
    }

    /// Asks, again and again if the store or the line is not well.
    fn ask(
        &self,
        question: impl Fn() -> Result<Result<Answer, HttpFault>, DeployError>,
    ) -> Result<Answer, DeployError> {
        let mut wait = Duration::from_millis(200);
        let mut tries = 1;
        loop {
            let answer = question()?;
            if answer.as_ref().is_ok_and(|answer| self.learns_time(answer)) && tries < TRIES {
                tries += 1;
                continue;
            }
            let most = match &answer {
                Ok(answer) if matches!(answer.status, 429 | 500 | 502 | 503 | 504) => TRIES,
                Err(HttpFault::Broken(_)) => TRIES,
                Err(HttpFault::TooSlow) => TRIES_IN_SILENCE,
                _ => 1,
            };
            if tries >= most {
                return answer.map_err(|fault| self.no_answer(&fault));
            }
            std::thread::sleep(wait);
            wait *= 3;
            tries += 1;
        }
    }

    fn no_answer(&self, fault: &HttpFault) -> DeployError {
        let (name, text) = (self.name(), fault.text());
        let (zh, en) = both(&text);
        let help = match fault {
            HttpFault::Untrusted(_) => say!(
                "检查本机的时间和地址；单位自己的证书，请管理员装进系统的受信任证书",
                "check the clock here and the address; an authority of your own must be among those that this system trusts"
            ),
            _ => say!(
                "检查网络和地址；线上没有变，再运行一次，从停下的地方继续",
                "check network and address; the live site is as it was, and the next run goes on where this one stopped"
            ),
        };
        DeployError::Far(say!("{name}：{zh}", "{name}: {en}"), Some(help))
    }

    /// What a store means by an answer that is none of those hoped for.
    fn refusal(&self, answer: &Answer, key: &str) -> DeployError {
        let (name, status) = (self.name(), answer.status);
        let text = String::from_utf8_lossy(&answer.body);
        let code = between(&text, "<Code>", "</Code>").unwrap_or_default().to_owned();
        let (text, help) = match (code.as_str(), status) {
            ("RequestTimeTooSkewed", _) => (
                say!("{name} 说本机的时钟不准", "{name} says that the clock here is wrong"),
                say!("校准本机的时间再运行", "set the clock of this machine and run again"),
            ),
            ("NoSuchBucket", _) => (
                say!("没有存储桶 {name}", "there is no bucket {name}"),
                say!("检查地址，或者先建好存储桶", "check the address, or make the bucket first"),
            ),
            (code, status) if is_full(code, status) => (
                say!("存储桶 {name} 满了", "the bucket {name} is full"),
                say!(
                    "腾出空间再运行，从停下的地方继续",
                    "free some room; the next run goes on where this one stopped"
                ),
            ),
            ("AuthorizationHeaderMalformed" | "PermanentRedirect", _) | (_, 301 | 302 | 307 | 308) => (
                say!(
                    "{name} 不在这个地址，或者在另一个地区（状态 {status} {code}）",
                    "{name} is at another address or in another region (status {status} {code})"
                ),
                say!(
                    "检查 site.yaml 里的 `地址`、`地区` 和 `寻址`",
                    "check `address`, `region` and `addressing` in site.yaml"
                ),
            ),
            (
                "InvalidAccessKeyId"
                | "SignatureDoesNotMatch"
                | "AccessDenied"
                | "InvalidToken"
                | "ExpiredToken",
                _,
            )
            | (_, 401 | 403) => (
                say!("{name} 不让访问（{code}）", "{name} refuses the access ({code})"),
                say!(
                    "检查环境变量 GONGKAI_S3_KEY、GONGKAI_S3_SECRET，和这把密钥的读写权限",
                    "check the variables GONGKAI_S3_KEY and GONGKAI_S3_SECRET, and what the key may read and write"
                ),
            ),
            _ => (
                say!(
                    "{name} 没有照办 `{key}`：状态 {status} {code}",
                    "{name} refused `{key}`: status {status} {code}"
                ),
                say!("线上没有变；过一会儿再运行一次", "the live site is as it was; run again in a while"),
            ),
        };
        DeployError::Far(text, Some(help))
    }

    /// The bytes under a name.
    pub(super) fn get(&self, key: &str) -> Result<Option<Vec<u8>>, DeployError> {
        let question =
            || Ok(self.client.get(&self.url(Method::Get, key, &QueryParts::new(), &[]), &[], LIMIT));
        let answer = self.ask(question)?;
        match answer.status {
            200 => Ok(Some(answer.body)),
            404 if !String::from_utf8_lossy(&answer.body).contains("NoSuchBucket") => Ok(None),
            _ => Err(self.refusal(&answer, key)),
        }
    }

    /// All objects whose names begin so, by the rest of the name behind it.
    pub(super) fn list(&self, start: &str) -> Result<BTreeMap<String, StoredObject>, DeployError> {
        let start = format!("{}{start}", self.access.prefix);
        let mut objects = BTreeMap::new();
        let mut token: Option<String> = None;
        loop {
            let mut query = QueryParts::from([("list-type", "2"), ("max-keys", "1000"), ("prefix", &*start)]);
            if let Some(token) = &token {
                query.insert("continuation-token", token);
            }
            let answer = self.ask(|| Ok(self.client.get(&self.bucket_url(&query), &[], LIMIT)))?;
            if answer.status != 200 {
                return Err(self.refusal(&answer, &start));
            }
            let page = parse_list(&answer.body).ok_or_else(|| self.refusal(&answer, &start))?;
            for (key, object) in page.objects {
                if let Some(rest) = key.strip_prefix(&start) {
                    objects.insert(rest.to_owned(), object);
                }
            }
            match page.next {
                Some(next) if token.as_ref() != Some(&next) => token = Some(next),
                _ => return Ok(objects),
            }
        }
    }

    fn bucket_url(&self, query: &QueryParts<'_>) -> String {
        let S3Access { key, secret, token, region, .. } = &self.access;
        let now = self.now();
        let query = query.iter().map(|(name, value)| (*name, *value));
        let url = self.bucket.base_url().clone();
        let headers = std::iter::empty::<(&str, &str)>();
        sign(&now, Method::Get, url, key, secret, token.as_deref(), region, SIGNED_FOR, query, headers)
            .to_string()
    }

    /// Writes a small object of ours.
    pub(super) fn put(&self, key: &str, bytes: &[u8], kind: &str) -> Result<(), DeployError> {
        let headers = self.headers(bytes, kind);
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let url = || self.url(Method::Put, key, &QueryParts::new(), &headers);
        let answer = self.ask(|| Ok(self.client.send("PUT", &url(), &headers, bytes, LIMIT)))?;
        if answer.status == 200 { Ok(()) } else { Err(self.refusal(&answer, key)) }
    }

    /// Writes an object only if there is none of this name; whether it did.
    pub(super) fn create(&self, key: &str, bytes: &[u8]) -> Result<bool, DeployError> {
        let mut headers = self.headers(bytes, "application/json");
        // Each store's own words.
        let host = &self.access.endpoint;
        headers.push(if host.contains("aliyuncs.com") {
            ("x-oss-forbid-overwrite", "true".to_owned())
        } else if host.contains("myqcloud.com") {
            ("x-cos-forbid-overwrite", "true".to_owned())
        } else {
            ("if-none-match", "*".to_owned())
        });
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let url = || self.url(Method::Put, key, &QueryParts::new(), &headers);
        let answer = self.ask(|| Ok(self.client.send("PUT", &url(), &headers, bytes, LIMIT)))?;
        match answer.status {
            200 => Ok(true),
            // A question that was asked again after a broken line may have been answered the first time.
            409 | 412 => Ok(self.get(key)?.as_deref() == Some(bytes)),
            _ => Err(self.refusal(&answer, key)),
        }
    }

    /// The headers that go with bytes: their type, that nobody may keep them unasked, and a digest that
    /// the store compares.
    fn headers(&self, bytes: &[u8], kind: &str) -> Vec<(&'static str, String)> {
        let mut headers = vec![("content-type", kind.to_owned()), ("cache-control", "no-cache".to_owned())];
        headers.extend(self.checksum(Sha256::digest(bytes).into()));
        headers
    }

    /// The digest in the form in which the store compares it. The clouds of China do not know it; there the
    /// size is compared afterwards.
    fn checksum(&self, digest: [u8; 32]) -> Option<(&'static str, String)> {
        let foreign = ["aliyuncs.com", "myqcloud.com", "myhuaweicloud.com"];
        let is_known = !foreign.iter().any(|host| self.access.endpoint.contains(host));
        is_known.then(|| ("x-amz-checksum-sha256", STANDARD.encode(digest)))
    }

    /// Sends a file of the package.
    pub(super) fn send(
        &self,
        package: &Package,
        path: &str,
        (key, kind, cache): (&str, &str, &str),
        transfer: &Transfer<'_>,
    ) -> Result<(), DeployError> {
        let Some(piece) = package.files().get(path) else {
            return Err(DeployError::Altered(path.to_owned()));
        };
        let (digest, size) = piece.digested;
        if size > PART {
            return self.send_parts(package, path, (key, kind, cache), transfer);
        }
        let bytes = package.bytes(path)?;
        let mut headers = vec![("content-type", kind.to_owned()), ("cache-control", cache.to_owned())];
        headers.extend(self.checksum(digest));
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let question = || {
            let url = self.url(Method::Put, key, &QueryParts::new(), &headers);
            Ok(self.client.upload(&url, &headers, transfer.pace(bytes.as_slice()), size, LIMIT))
        };
        let answer = self.ask(question)?;
        if answer.status == 200 { Ok(()) } else { Err(self.refusal(&answer, key)) }
    }

    /// Sends a large file part by part. The parts of a file that turns out to be altered are given up.
    fn send_parts(
        &self,
        package: &Package,
        path: &str,
        (key, kind, cache): (&str, &str, &str),
        transfer: &Transfer<'_>,
    ) -> Result<(), DeployError> {
        use std::io::Read as _;
        let headers = [("content-type", kind), ("cache-control", cache)];
        let begin = QueryParts::from([("uploads", "")]);
        let url = || self.url(Method::Post, key, &begin, &headers);
        let answer = self.ask(|| Ok(self.client.send("POST", &url(), &headers, &[][..], LIMIT)))?;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let id = between(&text, "<UploadId>", "</UploadId>").ok_or_else(|| self.refusal(&answer, key))?;
        let send = || -> Result<(), DeployError> {
            let mut reader = package.read(path)?;
            let mut marks = Vec::new();
            loop {
                let mut part = Vec::new();
                let read = reader.by_ref().take(PART).read_to_end(&mut part);
                read.map_err(|error| {
                    super::error::altered(&error)
                        .unwrap_or_else(|| self.no_answer(&HttpFault::Broken(error.to_string())))
                })?;
                if part.is_empty() {
                    break;
                }
                let number = (marks.len() + 1).to_string();
                let query = QueryParts::from([("partNumber", &*number), ("uploadId", id)]);
                let size = part.len() as u64;
                let question = || {
                    let url = self.url(Method::Put, key, &query, &[]);
                    Ok(self.client.upload(&url, &[], transfer.pace(part.as_slice()), size, LIMIT))
                };
                let answer = self.ask(question)?;
                let mark = answer.header("etag").filter(|_| answer.status == 200);
                marks.push(mark.ok_or_else(|| self.refusal(&answer, key))?.to_owned());
            }
            let mut parts = String::new();
            for (number, mark) in (1_usize..).zip(&marks) {
                let (number, mark) = (number.to_string(), mark.replace('"', "&quot;"));
                parts.extend(["<Part><PartNumber>", &number, "</PartNumber><ETag>", &mark, "</ETag></Part>"]);
            }
            let whole = format!("<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>");
            let query = QueryParts::from([("uploadId", id)]);
            let url = || self.url(Method::Post, key, &query, &[]);
            let answer = self.ask(|| Ok(self.client.send("POST", &url(), &[], whole.as_bytes(), LIMIT)))?;
            let is_done = answer.status == 200 && !String::from_utf8_lossy(&answer.body).contains("<Error>");
            if is_done { Ok(()) } else { Err(self.refusal(&answer, key)) }
        };
        let outcome = send();
        if outcome.is_err() {
            let query = QueryParts::from([("uploadId", id)]);
            // What is left there costs room, nothing else; the first error is told.
            let _ =
                self.client.send("DELETE", &self.url(Method::Delete, key, &query, &[]), &[], &[][..], LIMIT);
        }
        outcome
    }

    /// Gives the bytes and the type of an object a second name, without their coming here.
    pub(super) fn copy(&self, from: &str, to: &str) -> Result<(), DeployError> {
        let source = format!("{}/{}{from}", self.access.bucket, self.access.prefix);
        let source = percent_encoding::utf8_percent_encode(&source, COPIED).to_string();
        let headers = [("x-amz-copy-source", source.as_str())];
        let url = || self.url(Method::Put, to, &QueryParts::new(), &headers);
        let answer = self.ask(|| Ok(self.client.send("PUT", &url(), &headers, &[][..], LIMIT)))?;
        // A copy that fails on the way is told in an answer that has begun well.
        let is_done = answer.status == 200 && !String::from_utf8_lossy(&answer.body).contains("<Error>");
        if is_done { Ok(()) } else { Err(self.refusal(&answer, to)) }
    }

    /// Removes an object; one that is not there is no error.
    pub(super) fn delete(&self, key: &str) -> Result<(), DeployError> {
        let url = || self.url(Method::Delete, key, &QueryParts::new(), &[]);
        let answer = self.ask(|| Ok(self.client.send("DELETE", &url(), &[], &[][..], LIMIT)))?;
        if matches!(answer.status, 200 | 204 | 404) { Ok(()) } else { Err(self.refusal(&answer, key)) }
    }
}

/// Whether a store refuses because there is no room: each has its own word, and some say 403, as if it were
/// for the rights.
fn is_full(code: &str, status: u16) -> bool {
    let words = ["QuotaExceeded", "InsufficientStorage", "StorageFull"];
    status == 507 || words.iter().any(|word| code.contains(word))
}

#[expect(
    clippy::disallowed_methods,
    reason = "requests are signed for a time; nothing published depends on it"
)]
fn clock() -> Timestamp {
    Timestamp::now()
}

/// Both wordings.
fn both(text: &Text) -> (&str, &str) {
    (text.in_lang(crate::diag::Lang::Zh), text.in_lang(crate::diag::Lang::En))
}

/// What stands between two marks.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    text.split_once(start)?.1.split_once(end).map(|(inner, _)| inner)
}

/// One answer of a list.
struct ListPage {
    objects: Vec<(String, StoredObject)>,
    /// Where the next one begins.
    next: Option<String>,
}

/// Reads an answer of `ListObjectsV2`.
fn parse_list(bytes: &[u8]) -> Option<ListPage> {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let (mut page, mut is_list) = (ListPage { objects: Vec::new(), next: None }, false);
    let mut at: Vec<String> = Vec::new();
    let (mut key, mut size, mut text) = (String::new(), 0, String::new());
    let (mut written, mut tag) = (String::new(), String::new());
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(start) => {
                is_list |= start.local_name().as_ref() == "ListBucketResult";
                at.push(start.local_name().as_ref().to_owned());
                text.clear();
            }
            Event::Text(part) => text.push_str(&part),
            Event::GeneralRef(name) => text.push(match &*name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                _ => name.resolve_char_ref().ok()??,
            }),
            Event::End(_) => {
                let name = at.pop()?;
                match (at.last().map(String::as_str), name.as_str()) {
                    (Some("Contents"), "Key") => key.clone_from(&text),
                    (Some("Contents"), "Size") => size = text.parse().ok()?,
                    (Some("Contents"), "LastModified") => written.clone_from(&text),
                    (Some("Contents"), "ETag") => tag.clone_from(&text),
                    (_, "Contents") => {
                        let object = StoredObject {
                            size,
                            written: std::mem::take(&mut written),
                            tag: std::mem::take(&mut tag),
                        };
                        page.objects.push((std::mem::take(&mut key), object));
                    }
                    (_, "NextContinuationToken") if !text.is_empty() => page.next = Some(text.clone()),
                    _ => {}
                }
                text.clear();
            }
            Event::Eof => return is_list.then_some(page),
            _ => {}
        }
        buffer.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_with_its_odd_names() {
        let page = parse_list(
            "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>b</Name>\
             <Contents><Key>a/七&amp;优&#x4EAB;.html</Key><LastModified>2026-11-29T07:00:00.000Z</LastModified>\
             <ETag>&quot;e&quot;</ETag><Size>12</Size></Contents><Contents><Size>3</Size><Key>b</Key></Contents>\
             <NextContinuationToken>x=</NextContinuationToken></ListBucketResult>"
                .as_bytes(),
        );
        let page = page.unwrap();
        assert_eq!(page.next.as_deref(), Some("x="));
        assert_eq!(page.objects[0].0, "a/七&优享.html");
        assert_eq!(
            page.objects[0].1,
            StoredObject { size: 12, written: "2026-11-29T07:00:00.000Z".into(), tag: "\"e\"".into() }
        );
        assert_eq!(
            page.objects[1],
            ("b".into(), StoredObject { size: 3, written: String::new(), tag: String::new() })
        );
        for bad in
            ["", "<html>", "<Error><Code>x</Code></Error>", "<ListBucketResult><Contents><Size>x</Size>"]
        {
            assert!(parse_list(bad.as_bytes()).is_none(), "{bad}");
        }
    }

    fn access(port: u16) -> S3Access {
        S3Access {
            endpoint: format!("http://127.0.0.1:{port}"),
            bucket: "b".into(),
            prefix: String::new(),
            region: "r".into(),
            is_virtual_host: false,
            key: "KEYNAME".into(),
            secret: "SECRETWORD".into(),
            token: Some("TOKENWORD".into()),
        }
    }

    #[test]
    fn a_store_that_takes_the_call_and_keeps_silent_is_not_waited_for_long() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let mut store = BucketStore::new(access(listener.local_addr().unwrap().port())).unwrap();
        store.client = HttpClient::waiting(Duration::from_millis(300));
        let error = store.list("").unwrap_err();
        assert!(error.text().in_lang(crate::diag::Lang::Zh).contains("没有及时回答"), "{error:?}");
        assert!(error.help().is_some());
        listener.set_nonblocking(true).unwrap();
        assert_eq!(listener.incoming().map_while(Result::ok).count(), 2);
    }

    #[test]
    fn secrets_stay_out_of_messages() {
        let store = BucketStore::new(access(1)).unwrap();
        let fault = store.no_answer(&HttpFault::Broken("cut".into()));
        let said = format!("{store:?} {:?} {:?}", fault.text(), fault.help());
        for secret in ["KEYNAME", "SECRETWORD", "TOKENWORD", "Signature"] {
            assert!(!said.contains(secret), "{said}");
        }
    }
}
