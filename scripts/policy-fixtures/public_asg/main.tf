# As public instance and Auto Scaling modules make them: a launch template of few words, a group, one instance.
resource "aws_security_group" "this" {
  name_prefix = "asg-"
  description = "Web servers"
  vpc_id      = "vpc-11111111"
}

resource "aws_vpc_security_group_ingress_rule" "http" {
  security_group_id = aws_security_group.this.id
  description       = "From the load balancer"
  from_port         = 80
  to_port           = 80
  ip_protocol       = "tcp"
  cidr_ipv4         = "10.0.0.0/16"
}

resource "aws_vpc_security_group_egress_rule" "all" {
  security_group_id = aws_security_group.this.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_launch_template" "this" {
  name_prefix            = "web-"
  image_id               = "ami-11111111"
  instance_type          = "t3.micro"
  vpc_security_group_ids = [aws_security_group.this.id]

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_size = 20
      volume_type = "gp2"
    }
  }

  monitoring {
    enabled = true
  }
}

resource "aws_autoscaling_group" "this" {
  name_prefix         = "web-"
  min_size            = 0
  max_size            = 3
  desired_capacity    = 1
  vpc_zone_identifier = ["subnet-11111111", "subnet-22222222"]
  health_check_type   = "EC2"

  launch_template {
    id      = aws_launch_template.this.id
    version = "$Latest"
  }

  tag {
    key                 = "Name"
    value               = "web"
    propagate_at_launch = true
  }
}

resource "aws_instance" "bastion" {
  ami                         = "ami-11111111"
  instance_type               = "t3.micro"
  subnet_id                   = "subnet-11111111"
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.this.id]
  tags                        = { Name = "single-instance" }
}
