locals {
  names = { for key, queue in var.queues : key => coalesce(queue.queue_name, key) }

  # What JSON documents leave to the deployment. IAM's own variables have a colon and stay: ${aws:username}.
  texts = { for name in toset(compact([for queue in var.queues : queue.queue_policy_file])) : name => file("${path.root}/${name}") }
  documents = {
    for name, text in local.texts : name => replace(replace(replace(text,
      "$${account_id}", var.account_id),
      "$${region}", var.region),
    "$${vpc_endpoint_id}", strcontains(text, "$${vpc_endpoint_id}") ? var.vpc_endpoint_id : "")
  }

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
      flatten([for name in each.value.queue_policy_file[*] : jsondecode(local.documents[name]).Statement]),
    )
  })
}
