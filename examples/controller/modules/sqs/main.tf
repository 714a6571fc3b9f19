locals {
  names = { for key, queue in var.queues : key => coalesce(queue.queue_name, key) }

  # The ARN is built from the name, so that the whole policy is known when it is planned and can be judged then.
  arns = { for key, name in local.names : key => "arn:aws:sqs:${var.region}:${var.account_id}:${name}" }
}

resource "aws_sqs_queue" "dead_letter" {
  for_each = var.queues

  name                              = "${local.names[each.key]}-dead-letter"
  kms_master_key_id                 = each.value.kms_key_arn
  kms_data_key_reuse_period_seconds = 300
  message_retention_seconds         = 1209600
  receive_wait_time_seconds         = 20
  tags                              = each.value.tags
}

resource "aws_sqs_queue" "this" {
  for_each = var.queues

  name                              = local.names[each.key]
  kms_master_key_id                 = each.value.kms_key_arn
  kms_data_key_reuse_period_seconds = 300
  message_retention_seconds         = each.value.message_retention_seconds
  receive_wait_time_seconds         = 20
  visibility_timeout_seconds        = each.value.visibility_timeout_seconds
  tags                              = each.value.tags

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letter[each.key].arn
    maxReceiveCount     = each.value.max_receive_count
  })
}

resource "aws_sqs_queue_policy" "this" {
  for_each = var.queues

  queue_url = aws_sqs_queue.this[each.key].url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "DenyInsecureTransport"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sqs:*"
        Resource  = local.arns[each.key]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }],
      flatten([for name in each.value.queue_policy_file[*] : jsondecode(file("${path.root}/${name}")).Statement]),
    )
  })
}
