/** Light, dark, or what the system prefers. The first paint is public/theme.js's. */

export type Appearance = 'system' | 'light' | 'dark';

function stored(): Appearance {
  try {
    const text = localStorage.getItem('appearance');
    return text === 'light' || text === 'dark' ? text : 'system';
  } catch {
    return 'system';
  }
}

class Look {
  chosen = $state<Appearance>(stored());

  choose(appearance: Appearance) {
    this.chosen = appearance;
    const root = document.documentElement;
    if (appearance === 'system') delete root.dataset.theme;
    else root.dataset.theme = appearance;
    try {
      if (appearance === 'system') localStorage.removeItem('appearance');
      else localStorage.setItem('appearance', appearance);
    } catch {
      // Storage is switched off: it holds until the page is left.
    }
  }
}

export const look = new Look();
