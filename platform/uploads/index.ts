export { keepUpload, type KeptUpload, type UploadedFile, type UploadLimits } from "./keep-upload.ts";
