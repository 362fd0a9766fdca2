//! Reading in a process of its own: our own program, told to read one file from its standard input. Whatever a file does
//! to its reader (a loop, gigabytes, an exhausted stack), the server only sees a process that was ended.
use super::{Converted, How, read};
use serde::{Deserialize, Serialize};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;

/// The one argument that makes our program read a file and nothing else.
pub const ARGUMENT: &str = "read-file-apart";
/// Longest reading.
const LONGEST: Duration = Duration::from_secs(90);
/// Most memory of the reading process.
const MOST_MEMORY_BYTES: u64 = 768 * 1024 * 1024;
/// Between two looks at its memory.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// Longest answer.
const MOST_ANSWER_BYTES: u64 = 256 * 1024 * 1024;
/// Stack of the thread that reads where there is no program to start.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// The first line of what the process hears; the file follows.
#[derive(Serialize, Deserialize)]
struct Order {
    name: String,
    how: How,
}

/// Reads a file: in a process of `program`, or in a thread where there is none (tests of the library).
pub async fn read_apart(program: Option<&Path>, name: &str, bytes: Vec<u8>, how: How) -> Converted {
    let read = match program {
        Some(program) => tokio::time::timeout(LONGEST, in_process(program, name, &bytes, how)).await,
        None => tokio::time::timeout(LONGEST, in_thread(name.to_owned(), bytes, how)).await,
    };
    match read {
        Ok(Ok(converted)) => converted,
        Ok(Err(error)) => {
            tracing::warn!(error = format!("{error:#}"), "a file could not be read");
            Converted::failed(name, "import_reader_failed")
        }
        Err(_) => Converted::failed(name, "import_reader_too_slow"),
    }
}

async fn in_process(program: &Path, name: &str, bytes: &[u8], how: How) -> anyhow::Result<Converted> {
    let mut child = Command::new(program)
        .arg(ARGUMENT)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        anyhow::bail!("no pipes to the reader");
    };
    let mut order = serde_json::to_vec(&Order { name: name.to_owned(), how })?;
    order.push(b'\n');
    let tell = async move {
        let told = async {
            stdin.write_all(&order).await?;
            stdin.write_all(bytes).await?;
            stdin.shutdown().await
        };
        let _ = told.await; // a reader that has ended says so by its answer
    };
    let mut answer = Vec::new();
    let mut stdout = stdout.take(MOST_ANSWER_BYTES);
    let hear = stdout.read_to_end(&mut answer);
    let process = child.id();
    tokio::select! {
        (_, heard) = async { tokio::join!(tell, hear) } => { heard?; }
        () = eats_too_much(process) => anyhow::bail!("the reader took too much memory"),
    }
    let status = child.wait().await?;
    anyhow::ensure!(status.success(), "the reader ended with {status}");
    Ok(serde_json::from_slice(&answer)?)
}

/// Ends when the process has more memory than it may.
async fn eats_too_much(process: Option<u32>) {
    let Some(process) = process else { return std::future::pending().await };
    let place = format!("/proc/{process}/statm");
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let pages = tokio::fs::read_to_string(&place).await.ok();
        let resident = pages.and_then(|it| it.split(' ').nth(1).and_then(|it| it.parse::<u64>().ok()));
        if resident.is_some_and(|it| it * 4096 > MOST_MEMORY_BYTES) {
            return;
        }
    }
}

async fn in_thread(name: String, bytes: Vec<u8>, how: How) -> anyhow::Result<Converted> {
    let (reply, answer) = tokio::sync::oneshot::channel();
    let thread = std::thread::Builder::new().name("reader".to_owned()).stack_size(STACK_BYTES);
    thread.spawn(move || _ = reply.send(read(&name, &bytes, &how)))?;
    Ok(answer.await?) // a panic drops the sender
}

/// The other side: reads the order and the file, writes what was made of it.
///
/// # Errors
/// When nothing can be read or written.
pub fn serve() -> anyhow::Result<()> {
    // If memory runs out, this process goes first.
    let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
    std::panic::set_hook(Box::new(|_| ())); // panics of libraries are caught and reported as failures
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    let end = bytes.iter().position(|it| *it == b'\n').unwrap_or(bytes.len());
    let order: Order = serde_json::from_slice(bytes.get(..end).unwrap_or_default())?;
    let file = bytes.get(end + 1..).unwrap_or_default().to_vec();
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
    let converted = thread.spawn(move || read(&order.name, &file, &order.how))?.join();
    let converted = converted.map_err(|_| anyhow::anyhow!("the reader panicked"))?;
    let mut stdout = std::io::stdout().lock();
    serde_json::to_writer(&mut stdout, &converted)?;
    Ok(stdout.flush()?)
}
