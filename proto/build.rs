//! Compiles the contract without protoc: messages and services for the sidecar, descriptors for its reflection.

#![allow(clippy::disallowed_methods, reason = "a build script reads its environment and writes files")]

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use prost::Message;

const FILES: [&str; 3] = ["selat/v1/decision.proto", "selat/v1/policy.proto", "selat/v1/regulation.proto"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=proto");
    // The policy set in the binary follows files that are added, which no `include` notices.
    println!("cargo::rerun-if-changed=policies");
    if env::var_os("CARGO_FEATURE_SERVER").is_none() {
        return Ok(());
    }
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets no OUT_DIR")?);
    let descriptors = protox::compile(FILES, ["proto"])?;
    fs::write(out_dir.join("selat.binpb"), descriptors.encode_to_vec())?;
    tonic_prost_build::configure().include_file("selat.rs").emit_rerun_if_changed(false).compile_fds(descriptors)?;
    Ok(())
}
