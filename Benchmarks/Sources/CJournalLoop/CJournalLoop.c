#include "CJournalLoop.h"

#include <sqlite3.h>
#include <stdio.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int run(sqlite3_stmt *statement, const c_operation *operation, const uint8_t *blobs) {
  for (int i = 0; i < operation->count; i++) {
    if (i + 1 == operation->blob_index) {
      sqlite3_bind_blob(statement, i + 1, blobs + operation->blob_offset, operation->blob_size, SQLITE_STATIC);
    } else if (operation->values[i] == C_NULL_VALUE) {
      sqlite3_bind_null(statement, i + 1);
    } else {
      sqlite3_bind_int64(statement, i + 1, operation->values[i]);
    }
  }
  int code = sqlite3_step(statement);
  sqlite3_reset(statement);
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

int c_journal_loop(
    const char *path, const char *const *statements, int32_t statement_count, const c_operation *operations,
    int64_t operation_count, const uint8_t *blobs, int32_t checkpoint_pages, double *seconds) {
  sqlite3 *db;
  sqlite3_stmt *prepared[16];
  int code = sqlite3_open(path, &db);
  if (code) return code;
  char pragma[64];
  snprintf(pragma, sizeof pragma, "PRAGMA wal_autocheckpoint = %d", checkpoint_pages);
  code = sqlite3_exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", 0, 0, 0);
  if (!code) code = sqlite3_exec(db, pragma, 0, 0, 0);
  sqlite3_stmt *begin, *commit;
  if (!code) code = sqlite3_prepare_v2(db, "BEGIN IMMEDIATE", -1, &begin, 0);
  if (!code) code = sqlite3_prepare_v2(db, "COMMIT", -1, &commit, 0);
  for (int i = 0; i < statement_count && !code; i++) {
    code = sqlite3_prepare_v3(db, statements[i], -1, SQLITE_PREPARE_PERSISTENT, &prepared[i], 0);
  }
  if (code) return code;
  double start = now();
  int is_open = 0;
  for (int64_t i = 0; i < operation_count && !code; i++) {
    if (!is_open) {
      sqlite3_step(begin);
      sqlite3_reset(begin);
      is_open = 1;
    }
    code = run(prepared[operations[i].statement], &operations[i], blobs);
    if (operations[i].ends_batch && !code) {
      if (sqlite3_step(commit) != SQLITE_DONE) code = sqlite3_errcode(db);
      sqlite3_reset(commit);
      is_open = 0;
    }
  }
  *seconds = now() - start;
  for (int i = 0; i < statement_count; i++) sqlite3_finalize(prepared[i]);
  sqlite3_finalize(begin);
  sqlite3_finalize(commit);
  sqlite3_close(db);
  return code;
}

int c_query(const char *path, const char *other, const char *sql, int64_t *value) {
  sqlite3 *db;
  sqlite3_stmt *statement;
  int code = sqlite3_open(path, &db);
  if (code) return code;
  char *attach = sqlite3_mprintf("ATTACH %Q AS other", other);
  code = sqlite3_exec(db, attach, 0, 0, 0);
  sqlite3_free(attach);
  if (!code) code = sqlite3_prepare_v2(db, sql, -1, &statement, 0);
  if (code) return code;
  if (sqlite3_step(statement) == SQLITE_ROW) *value = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return sqlite3_close(db);
}

int c_payloads(const char *path, c_payload_visitor visit, void *context) {
  sqlite3 *db;
  sqlite3_stmt *statement;
  int code = sqlite3_open(path, &db);
  if (!code) code = sqlite3_prepare_v2(db, "SELECT payload, chain FROM journal ORDER BY number", -1, &statement, 0);
  if (code) return code;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    const uint8_t *bytes = sqlite3_column_blob(statement, 0);
    visit(context, bytes, sqlite3_column_bytes(statement, 0), sqlite3_column_int64(statement, 1));
  }
  sqlite3_finalize(statement);
  return sqlite3_close(db);
}
