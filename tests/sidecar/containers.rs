//! What is in `docker/`, held against Kubernetes' own schemas and against the program, without an engine.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use selat::policy::{Content, Node, SourceFile, SourceId, parse};
use tempfile::TempDir;

use super::foreign::Python;
use crate::cli::selat;
use crate::support::sidecar::Sidecar;

fn docker(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docker").join(name)
}

fn text(name: &str) -> String {
    fs::read_to_string(docker(name)).expect("the file")
}

/// The files of the base, without the one that lists them.
fn manifests() -> Vec<String> {
    let files = fs::read_dir(docker("kubernetes")).expect("the base");
    let mut names: Vec<_> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name != "kustomization.yaml");
    names.sort();
    names
}

/// The one document of a YAML file.
fn document(name: &str) -> Node {
    let mut found = Vec::new();
    let file = SourceFile::new(name, text(name).into_bytes());
    let mut documents = parse(SourceId(0), &file, selat::policy::Limits::default(), &mut found);
    assert!(found.is_empty() && documents.len() == 1, "{name}: {found:?}");
    documents.remove(0)
}

/// The value at a path of keys.
fn at<'n>(node: &'n Node, path: &[&str]) -> &'n Node {
    path.iter().fold(node, |node, key| {
        let Content::Mapping(entries) = &node.content else { panic!("`{key}` of no mapping") };
        &entries.iter().find(|entry| entry.key == *key).unwrap_or_else(|| panic!("no `{key}`")).value
    })
}

fn scalar(node: &Node) -> &str {
    let Content::Scalar { text, .. } = &node.content else { panic!("no scalar") };
    text
}

/// What a `ConfigMap` holds, by name, written into a folder as the kubelet mounts it.
fn mount(name: &str) -> TempDir {
    let map = document(name);
    assert_eq!(scalar(at(&map, &["kind"])), "ConfigMap");
    let Content::Mapping(data) = &at(&map, &["data"]).content else { panic!("no data") };
    let folder = TempDir::new().unwrap();
    for entry in data {
        fs::write(folder.path().join(&entry.key), scalar(&entry.value)).unwrap();
    }
    folder
}

#[test]
fn the_manifests_are_what_kubernetes_takes() {
    let Some(python) = Python::ready() else { return };
    for name in manifests() {
        let file = docker("kubernetes").join(&name);
        let said = python.run_tool("kubernetes-validate", &["--strict", file.to_str().unwrap()]);
        assert!(String::from_utf8_lossy(&[said.stdout, said.stderr].concat()).contains("passed"), "{name}");
    }
}

#[test]
fn the_base_lists_each_of_its_files() {
    let base = document("kubernetes/kustomization.yaml");
    let Content::Sequence(listed) = &at(&base, &["resources"]).content else { panic!("no resources") };
    let mut listed: Vec<_> = listed.iter().map(|node| scalar(node).to_owned()).collect();
    listed.sort();
    assert_eq!(listed, manifests());
}

#[test]
fn the_policies_of_the_config_map_are_good_and_their_tests_pass() {
    let folder = mount("kubernetes/policies.yaml");
    let named = folder.path().to_str().unwrap();
    let checked = selat(&["check", "builtin", named, "--deny-warnings"]);
    assert_eq!(checked.code, 0, "{}", checked.all());
    let tests = folder.path().join("rules_test.yaml");
    let tested = selat(&["test", tests.to_str().unwrap(), "--policies", "builtin", "--policies", named]);
    assert!(tested.code == 0 && tested.stdout.contains("1 passed, 0 failed"), "{}", tested.all());
    let checked = selat(&["check", "builtin", docker("policies").to_str().unwrap()]);
    assert_eq!(checked.code, 0, "{}", checked.all());
}

#[test]
fn the_configurations_are_taken() {
    let mounted = mount("kubernetes/configuration.yaml");
    for file in [mounted.path().join("selat.yaml"), docker("selat.yaml")] {
        let ended = selat(&["config", "print", "--effective", "--config", file.to_str().unwrap()]);
        assert_eq!(ended.code, 0, "{}", ended.all());
        assert!(ended.stdout.contains("listen: unix:/run/selat/grpc.sock"), "{}", ended.all());
    }
}

#[test]
fn the_sidecar_is_a_native_one_and_has_no_rights_that_it_does_not_need() {
    let deployment = document("kubernetes/deployment.yaml");
    let pod = at(&deployment, &["spec", "template", "spec"]);
    let Content::Sequence(first) = &at(pod, &["initContainers"]).content else { panic!("no list") };
    let sidecar = &first[0];
    let expected = BTreeMap::from([
        ("restartPolicy", "Always"),
        ("securityContext.readOnlyRootFilesystem", "true"),
        ("securityContext.allowPrivilegeEscalation", "false"),
        ("securityContext.runAsUser", "65532"),
        ("startupProbe.failureThreshold", "60"),
        ("livenessProbe.httpGet.path", "/livez"),
    ]);
    for (path, value) in expected {
        assert_eq!(scalar(at(sidecar, &path.split('.').collect::<Vec<_>>())), value, "{path}");
    }
    assert_eq!(scalar(at(pod, &["securityContext", "runAsNonRoot"])), "true");
}

#[test]
fn both_recipes_end_in_the_same_image() {
    let last = |name: &str| {
        let text = text(name);
        let (_, stage) = text.split_once("FROM scratch\n").expect("a stage from nothing");
        stage.lines().filter(|line| !line.starts_with("COPY")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(last("Dockerfile"), last("Dockerfile.binary"));
    assert!(last("Dockerfile").contains(&"USER 65532:65532".to_owned()));
}

#[test]
fn the_sample_service_asks_and_does_not_send() {
    let Some(python) = Python::ready() else { return };
    let place = TempDir::new().unwrap();
    let sidecar = Sidecar::start(&["--listen", &format!("unix:{}", place.path().join("grpc.sock").display())]);
    let said = python.run("docker/sample/service.py", &[&sidecar.grpc, "1"]);
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains("not sent: DECISION_CONDITIONS") && said.contains("missing:"), "{said}");
    drop(sidecar);
    let said = python.run("docker/sample/service.py", &[&format!("unix:{}/gone.sock", place.path().display()), "1"]);
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains("not sent: no answer"), "{said}");
}
