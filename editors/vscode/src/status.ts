import * as vscode from 'vscode';

/** Tells how the server is: in the language status always, in the status bar when something is wrong. */
export class Status implements vscode.Disposable {
  readonly #item = vscode.languages.createLanguageStatusItem('keyward.status', { pattern: '**' });
  readonly #warning = vscode.window.createStatusBarItem('keyward.problem', vscode.StatusBarAlignment.Right);
  readonly #listener: vscode.Disposable;
  #running = false;

  constructor() {
    this.#item.name = 'Keyward';
    this.#warning.name = 'Keyward';
    this.#warning.text = '$(error) Keyward';
    this.#warning.command = 'keyward.showOutput';
    this.#warning.backgroundColor = new vscode.ThemeColor('statusBarItem.errorBackground');
    this.#listener = vscode.Disposable.from(
      vscode.languages.onDidChangeDiagnostics(() => this.#count()),
      vscode.window.onDidChangeActiveTextEditor(() => this.#count()),
    );
  }

  starting(): void {
    this.#running = false;
    this.#show('Keyward is starting', vscode.LanguageStatusSeverity.Information);
    this.#item.busy = true;
    this.#warning.hide();
  }

  running(): void {
    this.#running = true;
    this.#item.busy = false;
    this.#warning.hide();
    this.#count();
  }

  failed(problem: string): void {
    this.#running = false;
    this.#item.busy = false;
    this.#show('Keyward is not running', vscode.LanguageStatusSeverity.Error);
    this.#item.detail = problem;
    this.#item.command = { title: 'Restart Server', command: 'keyward.restart' };
    this.#warning.tooltip = problem;
    this.#warning.show();
  }

  #count(): void {
    if (!this.#running) return;
    const document = vscode.window.activeTextEditor?.document;
    const findings = document ? vscode.languages.getDiagnostics(document.uri).filter((it) => it.source === 'keyward').length : 0;
    const text = findings === 0 ? 'No findings in this file' : `${findings} ${findings === 1 ? 'finding' : 'findings'} in this file`;
    this.#show(text, findings === 0 ? vscode.LanguageStatusSeverity.Information : vscode.LanguageStatusSeverity.Warning);
  }

  #show(text: string, severity: vscode.LanguageStatusSeverity): void {
    this.#item.text = text;
    this.#item.detail = 'Keyward';
    this.#item.severity = severity;
    this.#item.command = { title: 'Show Output', command: 'keyward.showOutput' };
  }

  dispose(): void {
    vscode.Disposable.from(this.#item, this.#warning, this.#listener).dispose();
  }
}
