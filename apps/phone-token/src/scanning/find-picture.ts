/** The first picture among what was pasted or dropped. */
export function findPicture(data: DataTransfer | null): File | undefined {
  return [...(data?.files ?? [])].find((file) => file.type.startsWith('image/'));
}
