/** Key combinations as text: `Mod+Shift+K`, `Alt+W`, `Ctrl+D`, `/`, `Space`. `Mod` is Cmd on a Mac and Ctrl elsewhere. */

export function isMac(platform: string = typeof navigator === 'undefined' ? '' : navigator.platform): boolean {
  return /mac|darwin|iphone|ipad/i.test(platform);
}

const macNames: Readonly<Record<string, string>> = {
  Mod: '⌘',
  Ctrl: '⌃',
  Alt: '⌥',
  Shift: '⇧',
  Meta: '⌘',
};
const names: Readonly<Record<string, string>> = {
  Mod: 'Ctrl',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '↵',
  Escape: 'Esc',
};

/** What a person reads on the key cap, part by part. A `+` of its own is the key `+`. */
export function keyParts(keys: string, mac: boolean): readonly string[] {
  const parts = keys === '+' ? ['+'] : keys.endsWith('++') ? [...keys.slice(0, -2).split('+'), '+'] : keys.split('+');
  return parts.map((part) => {
    const name = (mac ? macNames[part] : undefined) ?? names[part] ?? part;
    return name.length === 1 ? name.toUpperCase() : name;
  });
}

export function keyText(keys: string, mac: boolean = isMac()): string {
  return keyParts(keys, mac).join(mac ? '' : ' ');
}
