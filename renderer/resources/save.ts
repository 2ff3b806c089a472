/** Offers a text as a file; the browser or the desktop asks where to. Characters that file systems refuse become dashes. */
export function saveText(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name.replace(/[\\/:*?"<>|\u0000-\u001f]/g, '-');
  link.click();
  // The download has taken its copy when the click returns; one turn later nothing needs the address.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
