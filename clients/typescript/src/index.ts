/**
 * Client of Longshore, which keeps virtual-machine disk images and volume backups on several backup storages and moves them between
 * storages. {@link connect} is where to start.
 *
 * @packageDocumentation
 */
export { Code } from "@connectrpc/connect";
export { connect, type ConnectOptions, Longshore } from "./client.js";
export type { DownloadOptions, DownloadSource, FetchedFile } from "./download.js";
export { LongshoreError, type LongshoreErrorInit, type Violation } from "./errors.js";
export type { Identity } from "./identity.js";
export type { TargetOptions } from "./target.js";
export { type OperationMethod, type OperationRequest, type ResultOf, TaskRun, type WatchSettings } from "./tasks.js";
export { newUuid } from "./transport.js";
export type { SentFile, TransferProgress, UploadOptions } from "./upload.js";
export * from "./gen/longshore/v1/backup_pb.js";
export * from "./gen/longshore/v1/backup_service_pb.js";
export * from "./gen/longshore/v1/backup_storage_pb.js";
export * from "./gen/longshore/v1/backup_storage_service_pb.js";
export * from "./gen/longshore/v1/content_pb.js";
export * from "./gen/longshore/v1/content_service_pb.js";
export * from "./gen/longshore/v1/error_pb.js";
export * from "./gen/longshore/v1/image_pb.js";
export * from "./gen/longshore/v1/image_service_pb.js";
export * from "./gen/longshore/v1/query_pb.js";
export * from "./gen/longshore/v1/receipt_pb.js";
export * from "./gen/longshore/v1/session_pb.js";
export * from "./gen/longshore/v1/session_service_pb.js";
export * from "./gen/longshore/v1/task_pb.js";
export * from "./gen/longshore/v1/task_service_pb.js";
