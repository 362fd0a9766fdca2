//! What processes use, from /proc. A process counts with its descendants (PostgreSQL's backends).
use std::collections::BTreeMap;
use std::fs::{read_dir, read_to_string, write};

const TICK_US: u64 = 10_000; // Linux counts CPU time in 1/100 s

#[derive(Default)]
pub(crate) struct Usage {
    pub(crate) cpu_us: u64,
    pub(crate) rss_kb: u64,  // what its processes share counted once
    pub(crate) peak_kb: u64, // highest RSS since the last look (of several processes: the present one)
}

/// Parent, CPU time, CPU time of children that ended.
fn stat(pid: &str) -> Option<(String, u64, u64)> {
    let text = read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let f: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let us = |i: usize| f[i].parse::<u64>().unwrap_or(0) * TICK_US;
    Some((f[1].into(), us(11) + us(12), us(13) + us(14)))
}

fn field(file: String, name: &str) -> u64 {
    let text = read_to_string(file).unwrap_or_default();
    text.lines().find_map(|l| l.strip_prefix(name)?.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// CPU time of this tool, in microseconds.
pub(crate) fn own_cpu_us() -> u64 {
    stat("self").map_or(0, |s| s.1)
}

/// `[name=]pid,…` to usage by name.
pub(crate) fn usage(spec: &str) -> Result<BTreeMap<String, Usage>, String> {
    let pids = read_dir("/proc")
        .map_err(|e| e.to_string())?
        .flatten()
        .filter_map(|e| e.file_name().into_string().ok());
    let stats: BTreeMap<_, _> = pids.filter_map(|pid| stat(&pid).map(|s| (pid, s))).collect();
    let mut all = BTreeMap::new();
    for item in spec.split(',').filter(|s| !s.is_empty()) {
        let (name, root) = item.split_once('=').unwrap_or((item, item));
        let ended = stats.get(root).ok_or(format!("--pid: no process {root}"))?.2;
        let (mut tree, mut i) = (vec![root], 0);
        while i < tree.len() {
            let parent = tree[i];
            tree.extend(stats.iter().filter(|(_, s)| s.0 == parent).map(|(pid, _)| pid.as_str()));
            i += 1;
        }
        let (mut u, mut files) = (Usage { cpu_us: ended, ..Default::default() }, 0);
        for pid in &tree {
            u.cpu_us += stats[*pid].1;
            u.rss_kb += ["Pss_Anon:", "Pss_Shmem:"]
                .map(|f| field(format!("/proc/{pid}/smaps_rollup"), f))
                .iter()
                .sum::<u64>();
            files = files.max(field(format!("/proc/{pid}/status"), "RssFile:"));
        }
        u.rss_kb += files;
        u.peak_kb = if tree.len() > 1 { u.rss_kb } else { field(format!("/proc/{root}/status"), "VmHWM:") };
        let _ = write(format!("/proc/{root}/clear_refs"), "5"); // the peak starts anew
        all.insert(name.into(), u);
    }
    Ok(all)
}
