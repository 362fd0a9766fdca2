//! Fetches large files: goes on where it was broken off, tells how far it is, and can be stopped. What has come so far
//! lies beside the target as `<name>.part`, with a note of where it comes from.
use super::machine;
use futures_util::{Stream, StreamExt as _};
use reqwest::{StatusCode, header};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::Duration;
use tokio::fs::{self, OpenOptions};
use tokio::io::AsyncWriteExt as _;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Times that it goes on after a break without having got anything further.
const TRIES: u32 = 5;
/// Before the first of them; longer before each of the next.
const PAUSE: Duration = Duration::from_millis(500);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// Without a single byte.
const SILENCE: Duration = Duration::from_secs(60);
/// Left free on the disk: the database must be able to grow.
const SPARE_BYTES: u64 = 256 << 20;
/// After so many bytes it is looked again how much is free: others write too, and not every server says how much comes.
const LOOK_EVERY: u64 = 32 << 20;
/// Largest file of which a server does not say how long it is.
const MOST_UNTOLD: u64 = 64 << 30;

/// What is fetched.
#[derive(Debug, Clone)]
pub struct Source {
    /// From where.
    pub address: String,
    /// Where it is to lie in the end.
    pub target: PathBuf,
    /// Its SHA-256 in hexadecimal digits, where it is known.
    pub sha256: Option<String>,
    /// Whether it is to be used once it is here; noted for who goes on with it later.
    pub to_be_used: bool,
}

/// How far it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes that are there.
    pub done_bytes: u64,
    /// Bytes in all, once the other side has said so.
    pub total_bytes: Option<u64>,
    /// Whether everything is there and is being checked.
    pub checking: bool,
}

/// Why a file did not come.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It was stopped.
    #[error("stopped")]
    Stopped,
    /// Nobody answers, or it broke off again and again.
    #[error("the connection failed: {0}")]
    Connection(String),
    /// The other side does not have it, or does not give it.
    #[error("the server answered {0}")]
    Answer(u16),
    /// The disk has too little room.
    #[error("{needed} bytes are needed, {free} are free")]
    NoRoom {
        /// Still to come, and what is left spare.
        needed: u64,
        /// On the disk.
        free: u64,
    },
    /// What came is not what was to come.
    #[error("the checksum is wrong")]
    Checksum,
    /// More came than any such file has.
    #[error("it is longer than {0} bytes")]
    TooLong(u64),
    /// It came as it was sent, but is not what was expected there.
    #[error("{0}")]
    Content(String),
    /// It cannot be written.
    #[error("it cannot be stored: {0}")]
    Storage(String),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        Fault::Storage(error.to_string())
    }
}

/// What is noted beside an unfinished file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Note {
    /// Where it comes from.
    pub address: String,
    /// The state of the file on the other side: what begins with one state does not go on with another.
    tag: Option<String>,
    /// Bytes in all.
    pub total_bytes: Option<u64>,
    /// What its SHA-256 must be.
    #[serde(default)]
    pub sha256: Option<String>,
    /// Whether it is to be used once it is here.
    #[serde(default)]
    pub to_be_used: bool,
}

/// The unfinished file of a target.
#[must_use]
pub fn part(target: &Path) -> PathBuf {
    beside(target, ".part")
}

/// Where an unfinished file comes from.
#[must_use]
pub fn note(target: &Path) -> Option<Note> {
    serde_json::from_slice(&std::fs::read(beside(target, ".part.json")).ok()?).ok()
}

/// Removes what has come so far.
///
/// # Errors
/// When it is there and cannot be removed.
pub fn discard(target: &Path) -> io::Result<()> {
    for path in [part(target), beside(target, ".part.json")] {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => (),
        }
    }
    Ok(())
}

fn beside(target: &Path, ending: &str) -> PathBuf {
    let mut name = target.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Fetches a file; at the end it lies whole and checked in [`part`]: the caller looks into it and moves it.
///
/// # Errors
/// Why it did not come. What has come stays for another try, unless it is wrong.
pub async fn fetch(
    source: &Source,
    progress: &watch::Sender<Progress>,
    stop: &CancellationToken,
) -> Result<(), Fault> {
    let client = reqwest::Client::builder()
        .user_agent(concat!("AsistTR/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(SILENCE)
        .build()
        .map_err(|error| Fault::Connection(error.to_string()))?;
    // What it is for is known from the first moment on, also where not a single byte comes.
    if source.to_be_used && note(&source.target).is_none() {
        let address = source.address.clone();
        write_note(source, &Note { address, to_be_used: true, ..Note::default() }).await?;
    }
    let mut tries = 0;
    loop {
        let before = length(&part(&source.target)).await;
        match go_on(&client, source, before, (progress, stop)).await {
            Ok(()) => break,
            Err(Fault::Connection(_)) if tries + 1 < TRIES => {
                let further = length(&part(&source.target)).await > before;
                tries = if further { 0 } else { tries + 1 };
                let pause = PAUSE * 2_u32.pow(tries);
                tokio::select! { () = stop.cancelled() => return Err(Fault::Stopped), () = tokio::time::sleep(pause) => () }
            }
            Err(fault) => return Err(fault),
        }
    }
    progress.send_modify(|it| it.checking = true);
    check(source).await
}

/// Asks for what is missing and writes it down.
async fn go_on(
    client: &reqwest::Client,
    source: &Source,
    there: u64,
    (progress, stop): (&watch::Sender<Progress>, &CancellationToken),
) -> Result<(), Fault> {
    // What came from another address may be of another file.
    let known = note(&source.target).filter(|it| it.address == source.address);
    let (there, known) = known.map_or((0, Note::default()), |it| (there, it));
    let mut request = client.get(&source.address).header(header::ACCEPT_ENCODING, "identity");
    if there > 0 {
        request = request.header(header::RANGE, format!("bytes={there}-"));
        if let Some(tag) = &known.tag {
            request = request.header(header::IF_RANGE, tag);
        }
    }
    let answer = tokio::select! {
        () = stop.cancelled() => return Err(Fault::Stopped),
        answer = request.send() => answer.map_err(broken)?,
    };
    let (from, total) = match answer.status() {
        StatusCode::PARTIAL_CONTENT if starts_at(&answer) == Some(there) && is_as_long(&answer, &known) => {
            (there, whole_length(&answer))
        }
        StatusCode::OK => (0, answer.content_length()),
        StatusCode::RANGE_NOT_SATISFIABLE if there > 0 && known.total_bytes == Some(there) => return Ok(()),
        StatusCode::RANGE_NOT_SATISFIABLE | StatusCode::PARTIAL_CONTENT => {
            discard(&source.target)?;
            return Err(Fault::Connection("the server goes on at another place".to_owned()));
        }
        status if status.is_server_error() => return Err(Fault::Connection(status.to_string())),
        status => return Err(Fault::Answer(status.as_u16())),
    };
    let room =
        Room { target: &source.target, most: total.unwrap_or(MOST_UNTOLD), free: machine::free_on_disk };
    make_sure_of_room(&room, total.map_or(0, |it| it.saturating_sub(from)))?;
    let tag = answer.headers().get(header::ETAG).and_then(|it| it.to_str().ok());
    let strong = tag.filter(|it| !it.starts_with("W/")).map(str::to_owned);
    let note = Note {
        address: source.address.clone(),
        tag: strong,
        total_bytes: total,
        sha256: source.sha256.clone(),
        to_be_used: source.to_be_used,
    };
    write_note(source, &note).await?;
    progress.send_replace(Progress { done_bytes: from, total_bytes: total, checking: false });
    let chunks = answer.bytes_stream().map(|it| it.map_err(broken));
    match write_down(chunks, &room, from, (progress, stop)).await {
        // Nobody knows how much is still to come: what fills the disk goes.
        Err(fault @ (Fault::NoRoom { .. } | Fault::TooLong(_))) if total.is_none() => {
            discard(&source.target)?;
            return Err(fault);
        }
        other => other?,
    }
    match total {
        Some(total) if length(&part(&source.target)).await != total => {
            Err(Fault::Connection("it broke off".to_owned()))
        }
        _ => Ok(()),
    }
}

async fn write_note(source: &Source, note: &Note) -> Result<(), Fault> {
    let text = serde_json::to_vec(note).map_err(|error| Fault::Storage(error.to_string()))?;
    Ok(fs::write(beside(&source.target, ".part.json"), text).await?)
}

/// What a file may take.
struct Room<'a> {
    target: &'a Path,
    most: u64,
    free: fn(&Path) -> Option<u64>,
}

async fn write_down<B: AsRef<[u8]>>(
    chunks: impl Stream<Item = Result<B, Fault>>,
    room: &Room<'_>,
    from: u64,
    (progress, stop): (&watch::Sender<Progress>, &CancellationToken),
) -> Result<(), Fault> {
    let path = part(room.target);
    let mut file =
        OpenOptions::new().create(true).append(from > 0).write(true).truncate(from == 0).open(path).await?;
    let (mut chunks, mut there, mut looked) = (pin!(chunks), from, from);
    loop {
        let next = tokio::select! {
            () = stop.cancelled() => Some(Err(Fault::Stopped)),
            next = chunks.next() => next,
        };
        let Some(chunk) = next else { break };
        let chunk = match chunk {
            Ok(chunk) => chunk,
            Err(fault) => {
                // What has come is not asked for again, and is all there when the next one goes on from it.
                file.flush().await?;
                return Err(fault);
            }
        };
        let chunk = chunk.as_ref();
        there += chunk.len() as u64;
        if there > room.most {
            return Err(Fault::TooLong(room.most));
        }
        if there - looked >= LOOK_EVERY {
            looked = there;
            make_sure_of_room(room, 0)?;
        }
        file.write_all(chunk).await?;
        progress.send_modify(|it| it.done_bytes = there);
    }
    file.flush().await?;
    file.sync_all().await?;
    Ok(())
}

/// What a part of a file says of itself: `bytes 100-199/1000`.
fn range(answer: &reqwest::Response) -> Option<&str> {
    answer.headers().get(header::CONTENT_RANGE)?.to_str().ok()?.strip_prefix("bytes ")
}

fn starts_at(answer: &reqwest::Response) -> Option<u64> {
    range(answer)?.split('-').next()?.parse().ok()
}

/// How long the file is that a part comes from.
fn whole_length(answer: &reqwest::Response) -> Option<u64> {
    let told = range(answer).and_then(|it| it.rsplit_once('/')).and_then(|it| it.1.parse().ok());
    told.or_else(|| Some(starts_at(answer)? + answer.content_length()?))
}

/// Not every server looks at the tag: a file of another length is another file.
fn is_as_long(answer: &reqwest::Response, known: &Note) -> bool {
    known.total_bytes.is_none() || whole_length(answer).is_none_or(|it| Some(it) == known.total_bytes)
}

fn make_sure_of_room(room: &Room<'_>, missing: u64) -> Result<(), Fault> {
    let needed = missing.saturating_add(SPARE_BYTES);
    match room.target.parent().and_then(room.free) {
        Some(free) if free < needed => Err(Fault::NoRoom { needed, free }),
        _ => Ok(()),
    }
}

/// A wrong file goes, so that the next try begins anew.
async fn check(source: &Source) -> Result<(), Fault> {
    let Some(expected) = source.sha256.clone() else { return Ok(()) };
    let path = part(&source.target);
    let found = tokio::task::spawn_blocking(move || sha256(&path)).await;
    let found = found.map_err(|error| Fault::Storage(error.to_string()))??;
    if found.eq_ignore_ascii_case(&expected) {
        return Ok(());
    }
    discard(&source.target)?;
    Err(Fault::Checksum)
}

/// The SHA-256 of a file in hexadecimal digits.
///
/// # Errors
/// When it cannot be read.
pub fn sha256(path: &Path) -> io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hash.finalize().iter().map(|it| format!("{it:02x}")).collect()),
            read => hash.update(buffer.get(..read).unwrap_or_default()),
        }
    }
}

async fn length(path: &Path) -> u64 {
    fs::metadata(path).await.map_or(0, |it| it.len())
}

fn broken(error: reqwest::Error) -> Fault {
    // Without the address: it may carry a key.
    Fault::Connection(
        anyhow::Error::new(error.without_url())
            .chain()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(": "),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;

    /// What comes of chunks of a mebibyte each, where so much is free.
    async fn written(chunks: usize, most: u64, free: fn(&Path) -> Option<u64>) -> Result<(), Fault> {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("x.gguf");
        let (progress, _) = watch::channel(Progress::default());
        let chunks = stream::iter((0..chunks).map(|_| Ok(vec![0_u8; 1 << 20])));
        write_down(chunks, &Room { target: &target, most, free }, 0, (&progress, &CancellationToken::new()))
            .await
    }

    #[tokio::test]
    async fn a_file_of_untold_length_does_not_fill_the_disk() {
        let plenty = |_: &Path| Some(u64::MAX);
        assert_eq!(written(40, 64 << 20, plenty).await, Ok(()));
        assert_eq!(written(40, 8 << 20, plenty).await, Err(Fault::TooLong(8 << 20)));
        let full = written(40, 64 << 20, |_| Some(1 << 20)).await;
        assert_eq!(full, Err(Fault::NoRoom { needed: SPARE_BYTES, free: 1 << 20 }));
    }
}
