//! What this machine has left: memory, as far as the process may use it, and room on disks; and giving memory back.
use std::fs;
use std::path::{Path, PathBuf};

/// Memory of the machine, or of the group of processes that this one is held in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// There at all.
    pub total_bytes: u64,
    /// That can be used without anybody else having to give way.
    pub free_bytes: u64,
}

/// Asks the system (`/proc/meminfo`, and the limits of control groups); `None` where there is no such thing.
#[must_use]
pub fn memory() -> Option<Memory> {
    let machine = of_meminfo(&fs::read_to_string("/proc/meminfo").ok()?)?;
    let own = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let folders = groups(&own, Path::new("/sys/fs/cgroup"));
    Some(folders.iter().filter_map(|it| of_group(it)).fold(machine, within))
}

/// Has the allocator return what is free to the system, that of the calling thread above all. By itself it does so only
/// while memory is asked for: what starting or a busy hour took would stay as long as nothing happens.
pub fn give_memory_back() {
    #[expect(unsafe_code, reason = "the allocator's own function, which takes no pointers")]
    // SAFETY: may be called from any thread at any time.
    unsafe {
        libmimalloc_sys::mi_collect(true);
    }
}

/// The narrower of both.
fn within(machine: Memory, group: Memory) -> Memory {
    Memory {
        total_bytes: machine.total_bytes.min(group.total_bytes),
        free_bytes: machine.free_bytes.min(group.free_bytes),
    }
}

/// `MemAvailable` of proc(5) counts what files have in memory as free: it goes when it is needed.
fn of_meminfo(text: &str) -> Option<Memory> {
    let field = |name: &str| {
        let line = text.lines().find_map(|it| it.strip_prefix(name))?;
        line.trim_start_matches(':').split_whitespace().next()?.parse::<u64>().ok().map(|it| it * 1024)
    };
    Some(Memory { total_bytes: field("MemTotal")?, free_bytes: field("MemAvailable")? })
}

/// The folders of the groups that a process is in, from its own up (cgroup v2).
fn groups(own: &str, root: &Path) -> Vec<PathBuf> {
    let Some(path) = own.lines().find_map(|it| it.strip_prefix("0::/")) else { return Vec::new() };
    let own = root.join(path);
    own.ancestors().take_while(|it| it.starts_with(root)).map(Path::to_owned).collect()
}

/// A group's limit; `None` when it has none.
fn of_group(folder: &Path) -> Option<Memory> {
    let read = |name: &str| fs::read_to_string(folder.join(name)).ok();
    let limit: u64 = read("memory.max")?.trim().parse().ok()?; // "max": no limit
    let used: u64 = read("memory.current")?.trim().parse().ok()?;
    let statistics = read("memory.stat").unwrap_or_default();
    let files = |name: &str| {
        let line = statistics.lines().find_map(|it| it.strip_prefix(name))?;
        line.trim().parse::<u64>().ok()
    };
    let given_back = files("inactive_file ").unwrap_or(0) + files("active_file ").unwrap_or(0);
    Some(Memory { total_bytes: limit, free_bytes: limit.saturating_sub(used.saturating_sub(given_back)) })
}

/// Bytes that can still be written where `path` lies; `None` when the system does not say.
#[must_use]
pub fn free_on_disk(path: &Path) -> Option<u64> {
    let there = rustix::fs::statvfs(path).ok()?;
    Some(there.f_bavail.saturating_mul(there.f_frsize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_narrowest_limit_counts_and_files_in_memory_are_free() {
        let machine = of_meminfo("MemTotal:  8000 kB\nMemFree: 10 kB\nMemAvailable:    6000 kB\n").unwrap();
        assert_eq!(machine, Memory { total_bytes: 8_192_000, free_bytes: 6_144_000 });
        let root = tempfile::tempdir().unwrap();
        let own = root.path().join("system.slice/asisttr.service");
        fs::create_dir_all(&own).unwrap();
        fs::write(own.join("memory.max"), "2000000\n").unwrap();
        fs::write(own.join("memory.current"), "1500000\n").unwrap();
        fs::write(own.join("memory.stat"), "anon 1\nactive_file 300000\ninactive_file 700000\n").unwrap();
        fs::write(own.parent().unwrap().join("memory.max"), "max\n").unwrap();
        let folders = groups("0::/system.slice/asisttr.service\n", root.path());
        assert_eq!(folders.len(), 3, "{folders:?}");
        let found: Vec<Memory> = folders.iter().filter_map(|it| of_group(it)).collect();
        assert_eq!(found, [Memory { total_bytes: 2_000_000, free_bytes: 1_500_000 }]);
        assert_eq!(within(machine, found[0]), found[0]);
    }

    #[test]
    fn this_machine_says_what_it_has() {
        let memory = memory().unwrap();
        assert!(memory.free_bytes > 0 && memory.free_bytes <= memory.total_bytes);
        assert!(free_on_disk(Path::new("/")).unwrap() > 0);
        assert_eq!(free_on_disk(Path::new("/nowhere/at/all")), None);
    }
}
