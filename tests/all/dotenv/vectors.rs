//! Every value of the fixture, as every profile writes it, against what the loaders were found to take.

use std::collections::BTreeMap;

use keyward_engine::dotenv::{self, Profile, profile};

use super::{rows, text};

const VECTORS: &str = include_str!("../../fixtures/dotenv/vectors.json");

fn profiles(ids: &str) -> impl Iterator<Item = &'static Profile> {
    ids.split(' ')
        .filter(|id| !id.is_empty())
        .map(|id| profile(id).unwrap_or_else(|| panic!("no profile {id}")))
}

/// Reads the variable back from between two others.
fn reads_back(written: &str, value: &str, profile: &Profile) -> bool {
    let file = format!("BEFORE=1\nK={written}\nAFTER=2\n");
    ["BEFORE", "AFTER"]
        .iter()
        .zip(["1", "2"])
        .all(|(key, value)| dotenv::reads(&file, key, value, profile))
        && dotenv::reads(&file, "K", value, profile)
}

#[test]
fn every_vector_is_written_as_its_loader_takes_it() {
    let mut counts = BTreeMap::<&str, (usize, usize)>::new();
    for row in rows(VECTORS, "vectors") {
        let (name, value) = (text(&row, "name"), text(&row, "value"));
        for (wanted, ids) in row["written"].as_object().expect("a map") {
            for profile in profiles(ids.as_str().expect("ids")) {
                let written = dotenv::write(value, profile);
                let written = written.as_ref().map(|text| text.as_str());
                assert_eq!(written, Some(wanted.as_str()), "{name} for {}", profile.id);
                assert!(reads_back(wanted, value, profile), "{name}: {}", profile.id);
                counts.entry(profile.id).or_default().0 += 1;
            }
        }
        for profile in profiles(text(&row, "refused")) {
            assert!(
                dotenv::write(value, profile).is_none(),
                "{name} for {}",
                profile.id
            );
            let (at, why) = dotenv::why_not(value, &[profile]).expect("a reason");
            assert!(at.id == profile.id && !why.is_empty());
            counts.entry(profile.id).or_default().1 += 1;
        }
    }
    assert_eq!(counts.len(), 22, "profiles of the fixture");
    for (id, (written, refused)) in counts {
        assert_eq!(written + refused, 70, "{id}");
    }
}

/// Profiles that are younger than the fixture have no texts in it: they read back what they write.
#[test]
fn every_profile_reads_back_or_refuses_every_vector() {
    for row in rows(VECTORS, "vectors") {
        let value = text(&row, "value");
        for profile in dotenv::profiles() {
            match dotenv::write(value, profile) {
                Some(written) => assert!(reads_back(&written, value, profile), "{}", profile.id),
                None => assert!(dotenv::why_not(value, &[profile]).is_some()),
            }
        }
    }
}
