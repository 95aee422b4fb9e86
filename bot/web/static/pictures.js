// Photos made small on the phone, and drawn small. What the camera wrote into them (place, time, phone) stays behind.

const LONGEST_SIDE = 1280;
const QUALITY = 0.72;
const THUMB = 96;

async function drawn(blob, longest) {
  const bitmap = await createImageBitmap(blob, { imageOrientation: "from-image" });
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const paint = canvas.getContext("2d");
  paint.fillStyle = "#fff";
  paint.fillRect(0, 0, canvas.width, canvas.height);
  paint.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}

// The bytes to send. What this browser cannot open goes as it is: the server can open more, or says why not.
export async function shrunk(file) {
  try {
    const canvas = await drawn(file, LONGEST_SIDE);
    const small = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    return await (small || file).arrayBuffer();
  } catch (error) {
    return file.arrayBuffer();
  }
}

// A small picture of bytes that are still on the phone; nothing where they are no picture.
export async function thumb(bytes) {
  try {
    return await drawn(new Blob([bytes]), THUMB);
  } catch (error) {
    return null;
  }
}
