/** Short messages at the edge of the screen. */

export interface Toast {
  id: number;
  text: string;
  kind: 'info' | 'error';
  action?: { label: string; run: () => void };
}

class Toasts {
  all = $state<Toast[]>([]);
  #next = 1;

  show(text: string, options: { kind?: Toast['kind']; action?: Toast['action'] } = {}) {
    const toast: Toast = { id: this.#next++, text, kind: options.kind ?? 'info' };
    if (options.action) toast.action = options.action;
    this.all = [...this.all.slice(-3), toast];
    // An error stays until it was read.
    if (toast.kind === 'info') setTimeout(() => this.dismiss(toast.id), options.action ? 9000 : 4500);
  }

  error(text: string) {
    this.show(text, { kind: 'error' });
  }

  dismiss(id: number) {
    this.all = this.all.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
