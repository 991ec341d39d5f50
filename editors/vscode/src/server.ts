// The language client: which documents it serves, and what is changed on the way.

import * as fs from 'node:fs';
import * as os from 'node:os';

import * as vscode from 'vscode';
import {
  DidChangeConfigurationNotification, ExecuteCommandRequest, LanguageClient, RevealOutputChannelOn, State, TransportKind,
  type LanguageClientOptions,
} from 'vscode-languageclient/node';

import { watchCommitMessages } from './commitMessage.ts';
import { withoutContent } from './output.ts';
import { findServer, type Surroundings } from './serverPath.ts';
import { serverSettings, settingKeys } from './settings.ts';
import type { Status } from './status.ts';
import { askingForTrust } from './trust.ts';

/** All files, texts that are not saved yet, the commit message, and cells of notebooks. */
const DOCUMENTS = ['file', 'untitled', 'vscode-scm', 'vscode-notebook-cell'].map((scheme) => ({ scheme }));

/** Starts, stops and restarts the server, one at a time. */
export class Server {
  readonly #context: vscode.ExtensionContext;
  readonly #output: vscode.LogOutputChannel;
  readonly #status: Status;
  #client: LanguageClient | undefined;
  #watching: vscode.Disposable | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(context: vscode.ExtensionContext, output: vscode.LogOutputChannel, status: Status) {
    this.#context = context;
    this.#output = output;
    this.#status = status;
  }

  /** Starts the server anew, after whatever is going on has ended. */
  restart(): Promise<void> {
    this.#last = this.#last.then(() => this.#stop()).then(() => this.#start());
    return this.#last;
  }

  stop(): Promise<void> {
    this.#last = this.#last.then(() => this.#stop());
    return this.#last;
  }

  /** Has the server look through the whole workspace. */
  async scan(): Promise<void> {
    if (this.#client?.state !== State.Running) {
      void vscode.window.showWarningMessage('Keyward is not running.');
      return;
    }
    await this.#client.sendRequest(ExecuteCommandRequest.type, { command: 'keyward.scanWorkspace', arguments: [] });
  }

  /** Sends a command of the server's; what it does comes as edits and messages. */
  async execute(command: string, argument: object): Promise<void> {
    if (this.#client?.state !== State.Running) return;
    await this.#client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [argument] });
  }

  /** Makes the server ask for the settings again. */
  async refreshSettings(): Promise<void> {
    if (this.#client?.state !== State.Running) return;
    await this.#client.sendNotification(DidChangeConfigurationNotification.type, { settings: { keyward: this.#settings() } });
  }

  /** Tells which extensions there are now: one of an assistant may have come or gone. */
  async tellSigns(): Promise<void> {
    if (this.#client?.state !== State.Running) return;
    await this.#client.sendNotification('keyward/signs', { extensions: extensionIds() });
  }

  async #start(): Promise<void> {
    const found = findServer(surroundings(this.#context.extensionPath));
    if ('problem' in found) return this.#failed(found.problem);
    this.#status.starting();
    this.#output.info(`Starting ${found.program}`);
    const client = new LanguageClient('keyward', 'Keyward',
      { command: found.program, args: ['lsp'], transport: TransportKind.stdio }, this.#options());
    this.#client = client;
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) this.#status.running();
      else if (newState === State.Stopped && this.#client === client) this.#status.failed('The server has stopped.');
    });
    try {
      await client.start();
      this.#watching = watchCommitMessages(client);
    } catch (error) {
      this.#failed(`The server did not start: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#watching?.dispose();
    this.#watching = undefined;
    // A server that hangs is ended by the client library after its own time-out.
    await client?.dispose().catch((error: unknown) => this.#output.warn(`The server did not stop cleanly: ${String(error)}`));
  }

  #failed(problem: string): void {
    this.#output.error(problem);
    this.#status.failed(problem);
    const settings = 'Open Settings';
    void vscode.window.showErrorMessage(`Keyward: ${problem}`, settings).then((answer) => {
      if (answer === settings) void vscode.commands.executeCommand('workbench.action.openSettings', 'keyward.server.path');
    });
  }

  #options(): LanguageClientOptions {
    return {
      documentSelector: DOCUMENTS,
      outputChannel: this.#output,
      traceOutputChannel: withoutContent(this.#output),
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: { ...this.#settings(), extensions: extensionIds(), asks: true },
      // The library's default is to ask only when a file is opened.
      diagnosticPullOptions: { onChange: true, onSave: true, onTabs: false },
      middleware: {
        provideCodeActions: async (document, range, context, token, next) =>
          askingForTrust(await next(document, range, context, token)),
        workspace: {
          // Whatever has changed: the library would send the extension's own settings too.
          didChangeConfiguration: () => this.refreshSettings(),
          configuration: async (params, token, next) => {
            const answers = await next(params, token);
            if (!Array.isArray(answers)) return answers;
            return params.items.map((item, index) => (item.section === 'keyward' ? this.#settings() : answers[index]));
          },
        },
      },
    };
  }

  #settings(): Record<string, unknown> {
    const keys = settingKeys(this.#context.extension.packageJSON as object);
    return serverSettings(vscode.workspace.getConfiguration('keyward'), keys, vscode.workspace.isTrusted);
  }
}

/** Lets the server tell which assistants are in use; it knows their ids, this does not. */
function extensionIds(): string[] {
  return vscode.extensions.all.map(({ id }) => id).filter((id) => !id.startsWith('vscode.'));
}

function surroundings(extension: string): Surroundings {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter((it) => it.uri.scheme === 'file').map((it) => it.uri.fsPath);
  return {
    platform: process.platform,
    // Of the user's own settings only: a folder has no say in what is started.
    configured: vscode.workspace.getConfiguration('keyward').inspect<string>('server.path')?.globalValue ?? '',
    extension,
    folders,
    home: os.homedir(),
    searchPath: process.env['PATH'] ?? '',
    isProgram,
    realPath,
  };
}

function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

function realPath(file: string): string {
  try {
    return fs.realpathSync.native(file);
  } catch {
    return file;
  }
}
