# Queues by count with a key of their own.
resource "aws_kms_key" "queues" {
  description             = "Queues"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_sqs_queue" "shard" {
  count                             = 3
  name                              = "shard-${count.index}"
  kms_master_key_id                 = aws_kms_key.queues.arn
  kms_data_key_reuse_period_seconds = 300
}
