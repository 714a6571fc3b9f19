# By for_each, and nothing said of encryption.
resource "aws_sqs_queue" "plain" {
  for_each                = { a = false, b = null }
  name                    = "plain-${each.key}"
  sqs_managed_sse_enabled = each.value
}
