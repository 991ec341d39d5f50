// What the server is told of the settings: those that somebody has set. Defaults are the server's
// own, and sent as if the user had chosen them they would win over a project's `.keyward.toml`.

/** The part of `vscode.WorkspaceConfiguration` that is needed here. */
export interface Configuration {
  get(key: string): unknown;
  inspect(key: string): Readonly<Record<string, unknown>> | undefined;
}

/** Settings of the extension itself, which are none of the server's business. */
const OWN = /^(server|trace)(\.|$)/;

/**
 * The settings for the server.
 * @param keys names of the settings, without `keyward.`
 */
export function serverSettings(configuration: Configuration, keys: readonly string[], trusted: boolean): Record<string, unknown> {
  const settings: Record<string, unknown> = { trusted };
  for (const key of keys) {
    if (!OWN.test(key) && isSet(configuration.inspect(key))) settings[key] = configuration.get(key);
  }
  return settings;
}

function isSet(inspected: Readonly<Record<string, unknown>> | undefined): boolean {
  return Object.entries(inspected ?? {}).some(([name, value]) =>
    name.endsWith('Value') && name !== 'defaultValue' && value !== undefined);
}

/** Names of the settings in the extension's manifest, without `keyward.`. */
export function settingKeys(manifest: { contributes?: { configuration?: { properties?: object } } }): string[] {
  const prefix = 'keyward.';
  return Object.keys(manifest.contributes?.configuration?.properties ?? {})
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
}
