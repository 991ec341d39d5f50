// What a user does in VS Code. Only gestures that proved steady; results are looked at on disk.

import { until } from './wait.mjs';

export class Workbench {
  constructor(page) {
    this.page = page;
  }

  static async open(page, address) {
    await page.goto(address, { waitUntil: 'domcontentloaded' });
    await page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 120_000 });
    await page.waitForSelector('.editor-instance .view-lines, .notebookOverlay', { timeout: 60_000 });
    return new Workbench(page);
  }

  /** Opens a quick input; keys typed while VS Code moves the focus are lost, so it presses again. */
  async #quickInput(key) {
    const box = this.page.locator('.quick-input-widget:visible .quick-input-box input');
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press(key);
      try {
        await box.waitFor({ timeout: 5000 });
        return box;
      } catch (error) {
        if (attempt === 6) throw error;
      }
    }
  }

  async command(title) {
    await (await this.#quickInput('F1')).fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first().click();
  }

  async openFile(name) {
    await (await this.#quickInput('Control+P')).fill(name);
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: name }).first().click();
    await this.page.locator('.tabs-container .tab.active').filter({ hasText: name }).waitFor();
  }

  /** Brings a file to the front that is open. */
  async showTab(name) {
    const tab = this.page.locator('.tabs-container .tab').filter({ hasText: name });
    await tab.first().click();
    await this.page.locator('.tabs-container .tab.active').filter({ hasText: name }).waitFor();
  }

  async goTo(line, column = 1) {
    const box = await this.#quickInput('Control+G');
    await box.fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await box.waitFor({ state: 'hidden' });
  }

  /** Types key by key, as somebody does. */
  type(text) {
    return this.page.keyboard.type(text, { delay: 15 });
  }

  async focusEditor() {
    await this.page.locator('.editor-instance .view-lines').first().click();
  }

  /** The text on screen; VS Code shows spaces as no-break spaces. */
  async text() {
    return (await this.page.locator('.editor-instance .view-lines').first().innerText()).replaceAll('\u00a0', ' ');
  }

  async problems() {
    const panel = this.page.locator('.markers-panel-container');
    if (!(await panel.isVisible())) {
      await this.page.keyboard.press('Control+Shift+M');
      await panel.waitFor();
    }
    const rows = await panel.locator('.monaco-list-row').allInnerTexts();
    return rows.map((row) => row.replace(/\s+/g, ' ').trim());
  }

  /** Waits for a problem whose text matches, and returns the text. */
  problem(pattern) {
    return until(`the problem ${pattern}`, async () => (await this.problems()).find((row) => pattern.test(row)));
  }

  noProblem(pattern) {
    return until(`no problem ${pattern}`, async () => !(await this.problems()).some((row) => pattern.test(row)));
  }

  async waitForLightBulb() {
    await this.page.locator('.monaco-editor [class*="lightbulb"]:visible, .monaco-editor .lightBulbWidget:visible').first().waitFor();
  }

  /** Opens the quick fixes at the cursor and returns their titles. */
  async quickFixes() {
    const rows = this.page.locator('.action-widget .monaco-list-row.action');
    await until('quick fixes', async () => {
      if (await rows.first().isVisible()) return true;
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+.');
      await rows.first().waitFor({ timeout: 5000 });
      return true;
    });
    return (await rows.allInnerTexts()).map((row) => row.trim());
  }

  async pickQuickFix(title) {
    await this.page.locator('.action-widget .monaco-list-row.action').filter({ hasText: title }).first().click();
  }

  /** Takes the last change back, in this file alone where VS Code asks. */
  undo() {
    return this.#stepInTime('Control+Z', 'Undo this File');
  }

  /** Makes the change again that was taken back. */
  redo() {
    return this.#stepInTime('Control+Shift+Z', 'Redo this File');
  }

  async #stepInTime(key, choice) {
    await this.page.keyboard.press(key);
    const button = this.page.locator('.monaco-dialog-box .monaco-button').filter({ hasText: choice });
    await button.click({ timeout: 3000 }).catch(() => {});
  }

  async saveAll() {
    await this.page.keyboard.press('Control+K');
    await this.page.keyboard.press('s');
  }

  notification(pattern) {
    return until(`the message ${pattern}`, async () =>
      (await this.page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts()).find((text) => pattern.test(text)));
  }
}
