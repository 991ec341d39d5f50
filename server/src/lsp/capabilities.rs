//! What the client can do, resolved once into flat facts, and the commands it may send.

use keyward_engine::config::Delivery;
use keyward_engine::text::Encoding;

/// Commands that the server executes, by name.
pub(super) mod command {
    /// Does an offered fix.
    pub(crate) const APPLY_FIX: &str = "keyward.applyFix";
    /// Writes the comment that allows a finding.
    pub(crate) const ALLOW: &str = "keyward.allow";
    /// Opens the page where a credential is revoked.
    pub(crate) const OPEN_REVOKE_PAGE: &str = "keyward.openRevokePage";
    /// Scans every file of the workspace.
    pub(crate) const SCAN_WORKSPACE: &str = "keyward.scanWorkspace";
    /// All of them.
    pub(crate) const ALL: [&str; 4] = [APPLY_FIX, ALLOW, OPEN_REVOKE_PAGE, SCAN_WORKSPACE];
}

/// Commands of Keyward's plugins, which ask the user for something and then send the server's.
pub(super) mod asking {
    /// For the name of a variable, then `keyward.applyFix`.
    pub(crate) const NAME: &str = "keyward.askName";
    /// For the reason why a finding is allowed, then `keyward.allow`.
    pub(crate) const REASON: &str = "keyward.askReason";
}

/// The kind of actions that an editor may take by itself, as on saving: none touches a value.
pub(super) const FIX_ALL: &str = "source.fixAll.keyward";

/// The command of editors with notebooks that empties every output. Theirs, not the server's.
pub(super) const CLEAR_OUTPUTS: &str = "notebook.clearAllCellsOutputs";

/// What the client can do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // Flat on purpose: each is one independent fact.
pub(super) struct ClientTraits {
    /// Units of columns, as negotiated.
    pub(super) encoding: Encoding,
    /// Asks for diagnostics, and asks again when told to.
    pub(super) pull_diagnostics: bool,
    /// Asks for code lenses again when told to.
    pub(super) refresh_lenses: bool,
    /// Shows places beside a diagnostic.
    pub(super) related_information: bool,
    /// Shows a link behind a diagnostic's code.
    pub(super) code_description: bool,
    /// Takes code actions, not only commands.
    pub(super) action_literals: bool,
    /// Asks for the edit of a code action when it is chosen, and gives back its data.
    pub(super) resolve_edit: bool,
    /// Marks one action as the one to take.
    pub(super) is_preferred: bool,
    /// Shows an action that cannot be taken, and why.
    pub(super) disabled_actions: bool,
    /// Checks versions of the documents it edits.
    pub(super) document_changes: bool,
    /// Applies edits that the server asks for.
    pub(super) apply_edit: bool,
    /// Answers `workspace/configuration`.
    pub(super) configuration: bool,
    /// Lets the server register for changed files.
    pub(super) watched_files: bool,
    /// Lets the server register for changed settings.
    pub(super) watched_settings: bool,
    /// Has notebooks, as editors of VS Code's family do.
    pub(super) notebooks: bool,
    /// Opens a page for the server.
    pub(super) show_document: bool,
    /// Shows progress.
    pub(super) progress: bool,
    /// Asks the user for a name or a reason before it sends a command: Keyward's own plugins do.
    pub(super) asks: bool,
    /// Shows Markdown in a hover.
    pub(super) markdown: bool,
}

impl ClientTraits {
    /// Whether diagnostics wait to be asked for, after what the user set.
    pub(super) fn pulls(&self, delivery: Delivery) -> bool {
        match delivery {
            Delivery::Auto => self.pull_diagnostics,
            Delivery::Push => false,
            Delivery::Pull => true,
        }
    }
}
