import { expect, type Locator, type Page } from '@playwright/test';

/** The window as a person uses it: verbs over the accessible names of the design, and nothing else. */
export class Studio {
  readonly page: Page;
  readonly status: Locator;
  readonly graph: Locator;
  readonly threads: Locator;
  readonly checkpoints: Locator;
  readonly inspector: Locator;
  readonly interrupts: Locator;
  readonly output: Locator;
  readonly alert: Locator;

  constructor(page: Page) {
    this.page = page;
    this.status = page.getByRole('status', { name: 'Session status' });
    this.graph = page.getByRole('region', { name: 'Graph' });
    this.threads = page.getByRole('listbox', { name: 'Threads' });
    this.checkpoints = page.getByRole('tree', { name: 'Checkpoints' });
    this.inspector = page.getByRole('region', { name: 'Inspector' });
    this.interrupts = page.getByRole('region', { name: 'Interrupts' });
    this.output = page.getByRole('log', { name: 'Output' });
    this.alert = page.getByRole('alert');
  }

  node(id: string): Locator {
    return this.graph.getByRole('group', { name: id, exact: true });
  }

  dot(when: 'before' | 'after', node: string): Locator {
    return this.graph.getByRole('button', { name: `Breakpoint ${when} ${node}`, exact: true });
  }

  tool(name: string): Locator {
    return this.page
      .getByRole('toolbar', { name: 'Debug' })
      .getByRole('button', { name, exact: true });
  }

  /** Waits until the graph is drawn and can run. */
  async ready(): Promise<void> {
    await expect(this.status).toHaveText('idle');
    await expect(this.graph.getByRole('group').first()).toBeVisible();
  }

  async chooseGraph(name: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Graph' }).click();
    await this.page.getByRole('option', { name, exact: true }).click();
    await this.ready();
  }

  /** Replaces what an editor or text box holds, as a person does: key by key, which closes brackets by itself. */
  async fill(editor: Locator, text: string): Promise<void> {
    await editor.focus();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.type(text);
  }

  async tab(name: 'State' | 'Diff' | 'Tasks' | 'Messages' | 'Source'): Promise<void> {
    await this.inspector.getByRole('tab', { name }).click();
  }

  async panel(name: 'Input' | 'Interrupts' | 'Output' | 'Store'): Promise<void> {
    await this.page.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
  }

  async setInput(json: unknown): Promise<void> {
    await this.panel('Input');
    await this.fill(this.page.getByLabel('Input JSON'), JSON.stringify(json));
  }

  /** Runs, and waits until the status has said so: what is looked at next belongs to this run, however short it was. */
  async run(): Promise<void> {
    const begun = await this.status.evaluateHandle((status) => {
      const before = status.textContent;
      const changed = new Promise<void>((resolve) => {
        const watch = new MutationObserver(() => {
          if (status.textContent === before) return;
          watch.disconnect();
          resolve();
        });
        watch.observe(status, { childList: true, characterData: true, subtree: true });
      });
      return { changed };
    });
    await this.tool('Run').click();
    await begun.evaluate(({ changed }) => changed);
  }

  async stoppedAt(text: string): Promise<void> {
    await expect(this.status).toHaveText(`stopped: ${text}`);
  }

  async finished(): Promise<void> {
    await expect(this.status).toHaveText('idle');
  }

  checkpoint(name: string | RegExp): Locator {
    return this.checkpoints.getByRole('treeitem', { name });
  }

  /** Opens the State update editor at the moment shown and writes an update into it. */
  async writeUpdate(values: unknown, asNode?: string): Promise<void> {
    await this.inspector.getByRole('button', { name: 'Edit state' }).click();
    await this.fill(this.page.getByLabel('State update'), JSON.stringify(values));
    if (asNode === undefined) return;
    await this.page.getByRole('combobox', { name: 'As node' }).click();
    await this.page.getByRole('option', { name: asNode, exact: true }).click();
  }

  async press(button: string): Promise<void> {
    await this.page.getByRole('button', { name: button, exact: true }).click();
  }
}
