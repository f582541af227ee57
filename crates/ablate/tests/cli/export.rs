//! Studies for other programs.

use crate::harness::{Folder, SMALL, TOY};

#[test]
fn a_study_is_exported_to_both() {
    let folder = Folder::new(TOY);
    folder.run(&["--seeds", "2"]).ends(3);
    let said = folder.ablate(&["export", "study", "--to", "tensorboard"]).ends(0);
    assert_eq!(said.out, "study/tensorboard\n");
    said.complains(&[
        "14 runs, 2 of which did not finish; 15 files",
        "tensorboard --logdir study/tensorboard",
    ]);
    let said = folder.ablate(&["export", "study", "--to", "mlflow", "--out", "store"]).ends(0);
    assert_eq!(said.out, "store\n");
    assert!(folder.read("store/.ablate-export").contains("/metrics/score\n"));
    // what was exported does not change the study
    folder
        .ablate(&["export", "study", "--to", "mlflow", "--out", "store"])
        .ends(0)
        .complains(&["0 files written, 0 removed"]);
    std::fs::remove_dir_all(folder.path().join("study/runs")).unwrap();
    let said = folder.ablate(&["export", "study", "--to", "mlflow", "--out", "store"]).ends(0);
    said.complains(&["warning: ", "events of 14 of 14 runs are gone"]);
}

#[test]
fn what_a_user_can_get_wrong() {
    let folder = Folder::new(SMALL);
    folder.run(&["--seeds", "1"]).ends(0);
    folder
        .ablate(&["export", "nowhere", "--to", "mlflow"])
        .ends(2)
        .complains(&["has no results.json", "hint: "]);
    folder
        .ablate(&["export", "study", "--to", "wandb"])
        .ends(2)
        .complains(&["tensorboard, mlflow"]);
    let said = folder.ablate(&["export", "study", "--to", "mlflow", "--out", "study"]).ends(2);
    said.complains(&["`study` is not empty and is not an export for MLflow", "hint: ", "--out"]);
    folder
        .ablate(&["export", "study", "--to", "mlflow", "--out", "plan.md/x"])
        .ends(1)
        .complains(&["plan.md/x"]);
    folder
        .ablate(&["export", "study", "--to", "mlflow", "--out", "artifacts/a"])
        .ends(0)
        .complains(&["`artifacts`"]);
}
