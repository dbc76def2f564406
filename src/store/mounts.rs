//! Mounts through which no change can come.
//!
//! A file that is mounted by itself stays the file that it was, whatever takes its place outside; a folder that is
//! mounted by `subPath` from a projected volume stays the generation that it was. Owns how Linux shows that. Source:
//! `proc_pid_mountinfo(5)`.

use std::fs;
use std::path::{Path, PathBuf};

use super::read::Reading;

const MOUNTS: &str = "/proc/self/mountinfo";

/// The volumes that change by generations, as their folders on a node are named.
const PROJECTED: [&str; 4] =
    ["kubernetes.io~configmap", "kubernetes.io~secret", "kubernetes.io~projected", "kubernetes.io~downward-api"];

/// What is mounted so that it can never change, in words for an operator.
pub(super) fn frozen(reading: &Reading) -> Vec<String> {
    // Where the system has no such file, nothing is known, and nothing is said.
    let Ok(text) = fs::read_to_string(MOUNTS) else { return Vec::new() };
    let real = |path: &Path| path.canonicalize().ok();
    let files = reading.files.iter().filter_map(|file| real(Path::new(file.name())));
    let folders = reading.folders.iter().filter_map(|folder| real(folder));
    frozen_among(&text, files.collect(), folders.collect())
}

/// A mount.
struct Mount {
    /// What of its file system it shows.
    root: PathBuf,
    /// Where it shows that.
    point: PathBuf,
}

fn frozen_among(mounts: &str, files: Vec<PathBuf>, folders: Vec<PathBuf>) -> Vec<String> {
    let mounts: Vec<Mount> = mounts.lines().filter_map(mount).collect();
    let mut found = Vec::new();
    for file in files {
        if mounts.iter().any(|mount| mount.point == file) {
            found.push(format!(
                "`{}` is mounted by itself (by `subPath`, or as a single file): another file that takes its place is \
                 never seen; mount the folder that holds it",
                file.display()
            ));
        }
    }
    for folder in folders {
        let holds = mounts.iter().filter(|mount| folder.starts_with(&mount.point));
        // Of two at the same place the later one lies on top, and it is the last of the largest.
        let mount = holds.max_by_key(|mount| mount.point.components().count());
        if mount.is_some_and(|mount| is_one_generation(&mount.root)) {
            found.push(format!(
                "`{}` shows one generation of a volume (by `subPath`): a newer one is never seen; mount the volume \
                 without `subPath`",
                folder.display()
            ));
        }
    }
    found.sort();
    found.dedup();
    found
}

fn mount(line: &str) -> Option<Mount> {
    let mut fields = line.split(' ').skip(3);
    Some(Mount { root: unescaped(fields.next()?), point: unescaped(fields.next()?) })
}

/// Spaces and the like are written as a backslash and three octal digits.
fn unescaped(field: &str) -> PathBuf {
    let mut text = String::new();
    let mut rest = field;
    while let Some((before, after)) = rest.split_once('\\') {
        text.push_str(before);
        let byte = after.get(..3).and_then(|digits| u8::from_str_radix(digits, 8).ok());
        text.push(byte.map_or('\\', char::from));
        rest = if byte.is_some() { &after[3..] } else { after };
    }
    PathBuf::from(text + rest)
}

/// Whether a path on a node lies within one generation of a projected volume, and not at the volume itself.
fn is_one_generation(root: &Path) -> bool {
    let names: Vec<_> = root.components().map(|component| component.as_os_str().to_string_lossy()).collect();
    let in_generation = names.iter().any(|name| name.starts_with("..") && name.len() > 2);
    let volume = names.iter().position(|name| PROJECTED.contains(&name.as_ref()));
    in_generation || volume.is_some_and(|volume| names.len() > volume + 2)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::frozen_among;

    const POD: &str = "/var/lib/kubelet/pods/0c9b/volumes/kubernetes.io~configmap/policies";

    fn line(root: &str, point: &str) -> String {
        format!("2101 2087 259:1 {root} {point} ro,relatime - ext4 /dev/nvme0n1p1 rw,discard")
    }

    fn found(mounts: &[String], files: &[&str], folders: &[&str]) -> Vec<String> {
        let paths = |names: &[&str]| names.iter().map(PathBuf::from).collect();
        frozen_among(&mounts.join("\n"), paths(files), paths(folders))
    }

    #[test]
    fn a_file_that_is_a_mount_of_its_own_is_found() {
        let mounts =
            [line("/", "/"), line(&format!("{POD}/..2026_11_25_10_00_00.1/acme.yaml"), "/etc/policies/acme.yaml")];
        let said = found(&mounts, &["/etc/policies/acme.yaml", "/etc/policies/other.yaml"], &["/etc/policies"]);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains("`/etc/policies/acme.yaml`") && said[0].contains("subPath"), "{said:?}");
    }

    #[test]
    fn a_folder_of_one_generation_is_found_and_the_volume_itself_is_not() {
        let files = ["/etc/policies/acme.yaml"];
        let folders = ["/etc/policies", "/etc/policies/below"];
        let volume = [line("/", "/"), line(POD, "/etc/policies")];
        assert_eq!(found(&volume, &files, &folders), [] as [String; 0]);
        for root in [format!("{POD}/..2026_11_25_10_00_00.1/below"), format!("{POD}/below"), "/..data/below".to_owned()]
        {
            let said = found(&[line("/", "/"), line(&root, "/etc/policies")], &files, &folders);
            assert_eq!(said.len(), 2, "{root}: {said:?}");
        }
    }

    #[test]
    fn names_with_spaces_are_read_as_they_are() {
        let mounts = [line("/", "/"), line("/x/a\\040b.yaml", "/etc/po\\134licies/a\\040b.yaml")];
        assert_eq!(found(&mounts, &["/etc/po\\licies/a b.yaml"], &[]).len(), 1);
    }
}
