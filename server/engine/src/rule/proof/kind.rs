//! The names of the proofs. Alone in its file and without dependencies, so that
//! `build.rs` can check the names in `rules/` against the same list.

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// The closed set of proofs a rule may name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ProofKind {
            $($(#[$doc])* $variant,)*
        }

        impl ProofKind {
            /// Every proof, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The proof of this name.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// The name that rules use.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Whether passing by chance is next to impossible. The others check a structure, which
            /// an example in documentation has as well.
            #[must_use]
            pub const fn is_checksum(self) -> bool {
                !matches!(
                    self,
                    Self::Jwt
                        | Self::Base64Json
                        | Self::AwsKeyId
                        | Self::DiscordSnowflake
                        | Self::PypiMacaroon
                        | Self::Pem
                        | Self::Jfrog
                )
            }

            /// The variant's identifier, for generated code.
            #[must_use]
            pub const fn variant(self) -> &'static str {
                match self {
                    $(Self::$variant => stringify!($variant),)*
                }
            }
        }
    };
}

kinds! {
    /// CRC-32 of the body behind the prefix, six base-62 digits: GitHub classic, npm, Vercel.
    Crc32Base62Tail6 = "crc32-base62-tail6",
    /// CRC-32 of everything before it, six base-62 digits: Weights & Biases, Deno Deploy.
    Crc32Base62WholeTail6 = "crc32-base62-whole-tail6",
    /// The same with lower case before upper case in the alphabet: Apify.
    Crc32Base62DluWholeTail6 = "crc32-base62-dlu-whole-tail6",
    /// CRC-32 of the body behind `salad_cloud_<scope>_`, six base-62 digits: SaladCloud.
    Crc32Base62Salad = "crc32-base62-salad",
    /// Eight base-32 digits of a SHA-256 inside the token: GitHub fine-grained.
    GithubFineGrained = "github-fine-grained",
    /// Payload length and CRC-32 in base 36: GitLab routable tokens, both forms.
    Crc32Base36Gitlab = "crc32-base36-gitlab",
    /// CRC-32 of everything before `_`, little-endian hex: Grafana service accounts.
    Crc32HexLeWhole = "crc32-hex-le-whole",
    /// CRC-32 of everything before it, upper-case hex: Atlassian.
    Crc32HexUpperWhole = "crc32-hex-upper-whole",
    /// CRC-32 of the body behind the prefix, lower-case hex: Cloudflare, Zuplo.
    Crc32HexBody = "crc32-hex-body",
    /// CRC-32 of the body behind the prefix, little-endian base64: Confluent.
    Crc32LeBase64 = "crc32-le-base64",
    /// Marvin32: Azure Storage.
    AzureStorage = "azure-storage",
    /// Marvin32: Azure Cache for Redis.
    AzureRedis = "azure-redis",
    /// Marvin32: Azure Cosmos DB.
    AzureCosmos = "azure-cosmos",
    /// Marvin32: Azure Batch.
    AzureBatch = "azure-batch",
    /// Marvin32: Azure Machine Learning (classic).
    AzureMl = "azure-ml",
    /// Marvin32: Azure Container Registry.
    AzureAcr = "azure-acr",
    /// Marvin32: Azure API Management.
    AzureApim = "azure-apim",
    /// Marvin32: Azure Service Bus, Event Hubs, Relay.
    AzureMessaging = "azure-messaging",
    /// Marvin32: Azure Functions.
    AzureFunctions = "azure-functions",
    /// Marvin32: Azure AI Search.
    AzureSearch = "azure-search",
    /// Marvin32: Azure IoT Hub, Device Provisioning Service.
    AzureIot = "azure-iot",
    /// CRC-32 scattered through a base-32 token: Azure DevOps before 2024.
    AzureDevopsLegacy = "azure-devops-legacy",
    /// Marvin32 in base 62: Microsoft's common annotated keys.
    AzureAnnotated = "azure-annotated",
    /// The checksum of BIP-173: age, Nostr.
    Bech32 = "bech32",
    /// Four bytes of a double SHA-256: WIF, extended private keys.
    Base58Check = "base58check",
    /// A JSON header with `alg`: JSON Web Tokens (RFC 7519).
    Jwt = "jwt",
    /// Base64 of a JSON object behind the prefix: 1Password, Sentry, Grafana Cloud.
    Base64Json = "base64-json",
    /// A macaroon that names the index: PyPI.
    PypiMacaroon = "pypi-macaroon",
    /// An account number in base 32: AWS.
    AwsKeyId = "aws-key-id",
    /// A snowflake number in base64 before the first dot: Discord.
    DiscordSnowflake = "discord-snowflake",
    /// A body that decodes to a key: PEM private keys.
    Pem = "pem",
    /// Base 58 of 54 bytes, or base64 of `reftkn:`: JFrog.
    Jfrog = "jfrog",
}
