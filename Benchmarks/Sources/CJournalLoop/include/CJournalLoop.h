#ifndef C_JOURNAL_LOOP_H
#define C_JOURNAL_LOOP_H

#include <stdint.h>

/// A value that stands for NULL in `c_operation.values`.
#define C_NULL_VALUE INT64_MIN

/// One prepared statement to be run: its index, its whole numbers, and a blob if it has one.
typedef struct {
  int32_t statement;
  int32_t count;
  int64_t values[12];
  /// The parameter (from 1) that is the blob instead of a number; 0 for none.
  int32_t blob_index;
  int32_t blob_size;
  int64_t blob_offset;
  /// Nonzero: commit after this one.
  int32_t ends_batch;
} c_operation;

/// Runs the operations on the database with one fsync for each batch. Gives an SQLite result code; 0 is success.
/// `seconds` is the time of the loop alone, without opening and closing.
int c_journal_loop(
    const char *path, const char *const *statements, int32_t statement_count, const c_operation *operations,
    int64_t operation_count, const uint8_t *blobs, int32_t checkpoint_pages, double *seconds);

/// The first value of a query over two files, the second attached as `other`. Gives an SQLite result code.
int c_query(const char *path, const char *other, const char *sql, int64_t *value);

typedef void (*c_payload_visitor)(void *context, const uint8_t *bytes, int32_t size, int64_t chain);

/// Hands over every payload of a journal in order. Gives an SQLite result code.
int c_payloads(const char *path, c_payload_visitor visit, void *context);

#endif
