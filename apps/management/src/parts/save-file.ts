/** Hands a text to the browser as a file to be saved. */
export function saveFile(name: string, content: string, mediaType: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // the download has begun by then; revoking at once would cut it off in some browsers
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
