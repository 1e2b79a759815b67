//! Digests of content: the same files give the same digest, wherever they lie.

use sha2::{Digest, Sha256};

/// SHA-256 of bytes, in hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// SHA-256 over paths and contents, in the order of paths.
pub fn digest_all(files: impl Iterator<Item = (String, String)>) -> String {
    let mut all: Vec<(String, String)> = files.collect();
    all.sort();
    let mut hash = Sha256::new();
    for (path, content) in all {
        hash.update((path.len() as u64).to_be_bytes());
        hash.update(path.as_bytes());
        hash.update((content.len() as u64).to_be_bytes());
        hash.update(content.as_bytes());
    }
    hexadecimal(&hash.finalize())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
